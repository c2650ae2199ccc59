using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Notation;

public class ElementTypeNotationTests
{
    [TestCaseSource(typeof(ElementTypeVectors), nameof(ElementTypeVectors.NumPy))]
    public void Codes_and_long_names_mean_what_NumPy_means(string text, string numpy, int itemSize)
    {
        ElementType type = ElementTypeNotation.Parse(text);
        Assert.That((type.ToString(), type.ItemSize), Is.EqualTo((numpy, itemSize)));
    }

    [TestCaseSource(typeof(ElementTypeVectors), nameof(ElementTypeVectors.Struct))]
    public void Struct_codes_have_the_sizes_that_Python_gives_them(string text, int size) =>
        Assert.That(ElementTypeNotation.Parse(text).ItemSize, Is.EqualTo(size));

    [TestCaseSource(typeof(ElementTypeVectors), nameof(ElementTypeVectors.Records))]
    public void Records_are_placed_as_NumPy_places_them(string text, int itemSize, string fields)
    {
        ElementType type = ElementTypeNotation.Parse(text);
        Assert.That(type.ItemSize, Is.EqualTo(itemSize));
        Assert.That(string.Join(' ', type.Fields.Select(field => $"{field.Name}@{field.Offset}")), Is.EqualTo(fields));
    }

    [TestCase("!h", ">i2")]
    [TestCase(">d", ">f8")]
    [TestCase("!?", "|b1")]
    [TestCase("n", "<i8")]
    [TestCase("@N", "<u8")]
    [TestCase(">l", ">i4")]
    [TestCase("@l", "<i8")]
    [TestCase("c", "|S1")]
    public void Prefixes_of_struct_give_the_byte_order(string text, string numpy) =>
        Assert.That(ElementTypeNotation.Parse(text).ToString(), Is.EqualTo(numpy));

    [TestCase("i3", ElementKind.SignedInteger, 3, ByteOrder.Little)]
    [TestCase(">u3", ElementKind.UnsignedInteger, 3, ByteOrder.Big)]
    [TestCase("bf16", ElementKind.BrainFloat, 2, ByteOrder.Little)]
    [TestCase("bfloat16", ElementKind.BrainFloat, 2, ByteOrder.Little)]
    [TestCase(">bf16", ElementKind.BrainFloat, 2, ByteOrder.Big)]
    [TestCase("float8_e4m3fn", ElementKind.Float8E4M3FN, 1, ByteOrder.None)]
    [TestCase("float8_e5m2", ElementKind.Float8E5M2, 1, ByteOrder.None)]
    [TestCase("V1073741824", ElementKind.Void, 1 << 30, ByteOrder.None)]
    public void Types_beyond_NumPy(string text, ElementKind kind, int itemSize, ByteOrder order)
    {
        ElementType type = ElementTypeNotation.Parse(text);
        Assert.That((type.Kind, type.ItemSize, type.ByteOrder), Is.EqualTo((kind, itemSize, order)));
    }

    [TestCase("u16", 0, "u16 is u2")]
    [TestCase("<u32", 1, "u32 is u4")]
    [TestCase("u64", 0, "u64 is u8")]
    [TestCase("i16", 0, "i16 is i2")]
    [TestCase("i24", 0, "i24 is i3")]
    [TestCase("i32", 0, "NumPy counts bytes, not bits: i32 is i4")]
    [TestCase("i64", 0, "i64 is i8")]
    [TestCase("f16", 0, "f16 is f2")]
    [TestCase("f32", 0, "f32 is f4")]
    [TestCase("f64", 0, "f64 is f8")]
    [TestCase("c64", 0, "c64 is c8")]
    [TestCase("c128", 0, "c128 is c16")]
    [TestCase("s8", 0, "s8 is i1, and S8 is text")]
    [TestCase("s16", 0, "s16 is i2")]
    [TestCase("S", 0, "S8")]
    [TestCase("V", 0, "V8")]
    [TestCase("s", 0, "S8")]
    [TestCase("10s", 0, "S10")]
    [TestCase("4x", 0, "V4")]
    [TestCase("3h", 0, "h(3)")]
    [TestCase("b8", 0, "b1")]
    [TestCase("float", 0, "float64")]
    [TestCase("double", 0, "f8")]
    [TestCase("Int16", 0, "int16 is")]
    [TestCase("=n", 1, "native only")]
    [TestCase("|i4", 0, "<i4 or >i4")]
    [TestCase("V1073741825", 0, "1073741824 bytes")]
    [TestCase("S99999999999999999999", 0, "1073741824 bytes")]
    [TestCase("U", 0, "U8")]
    [TestCase("U268435457", 0, "1073741824 bytes")]
    [TestCase("M8", 0, "M8[s]")]
    [TestCase("<m8", 1, "m8[s]")]
    [TestCase("M8[]", 3, "M8[s][0]")]
    [TestCase("M8[0]", 3, "M8[s][0]")]
    [TestCase("M8[S]", 3, "Y M W D h m s ms us ns ps fs as")]
    [TestCase("M8[25s]", 3, "<M8[25s]")]
    [TestCase("M8[s]le", 5, "<M8[s]")]
    [TestCase("m8be", 0, ">m8[s]")]
    [TestCase("|M8[s]", 0, "<M8 or >M8")]
    [TestCase("M", 0, "M8[s]")]
    [TestCase("datetime64", 0, "datetime64[s]")]
    [TestCase("xyz", 0, "there are b1 i1")]
    [TestCase("", 0, "expected an element type")]
    [TestCase("<", 1, "expected an element type")]
    [TestCase("< i2", 2, "expected an element type")]
    [TestCase("\"i2\"", 0, "without quotes")]
    [TestCase("i2 i2", 3, "expected the end")]
    [TestCase("<{a:i2}", 0, "no byte order of its own")]
    [TestCase("{a:i2", 5, "',' or '}'")]
    [TestCase("{a i2}", 3, "expected ':' and the field's type")]
    [TestCase("{i2}", 1, "needs a name")]
    [TestCase("{a:}", 3, "expected an element type")]
    [TestCase("{a:i2,}", 6, "expected a field")]
    [TestCase("{:i2}", 1, "expected a field")]
    [TestCase("{7a:i2}", 1, "\"7a\"")]
    [TestCase("{a:i2,a:i4}", 6, "two fields")]
    [TestCase("{a:i2@-1}", 6, "can't be negative")]
    [TestCase("{a:i2(-1)}", 6, "can't be negative")]
    [TestCase("{a:u1(2Gi)}", 1, "grows over")]
    [TestCase("{a:u1@1Gi}", 1, "grows over")]
    [TestCase("{a:u1(9e9)}", 7, "suffix")]
    [TestCase("{a:V8(4)@2,V4(2)}", 13, "',' or '}'")]
    public void Text_that_is_no_type_is_refused_at_its_place_with_a_hint(string text, int position, string hint)
    {
        NotationException error = Assert.Throws<NotationException>(() => ElementTypeNotation.Parse(text))!;
        Assert.That(error.Reason, Does.Contain(hint));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void Names_are_identifiers_or_JSON_strings()
    {
        ElementType type = ElementTypeNotation.Parse("""{ _a1 : i2 , "a \"b\"\n\u00e4" : u1 , V4 : u1 , T:u1 }""");
        Assert.That(type.Fields.Select(field => field.Name), Is.EqualTo(["_a1", "a \"b\"\nä", "V4", "T"]));
    }

    [Test]
    public void Padding_takes_its_bytes_and_is_no_field()
    {
        ElementType type = ElementTypeNotation.Parse("{V4,a:u1,V3@8,b:u1,pad:V2,|V5}");
        Assert.That(type.Fields, Is.EqualTo(new RecordField[]
        {
            new("a", ElementType.UInt8, 4),
            new("b", ElementType.UInt8, 11),
            new("pad", ElementType.Create(ElementKind.Void, 2), 12),
        }));
        Assert.That(type.ItemSize, Is.EqualTo(19));
    }

    [Test]
    public void Records_nest_64_deep_and_no_deeper()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{a:", depth)) + "u1" + new string('}', depth);
        ElementType type = ElementTypeNotation.Parse(Nested(64));
        Assert.That(ElementTypeNotation.Parse(type.ToString()), Is.EqualTo(type));
        Assert.That(() => ElementTypeNotation.Parse(Nested(65)), Throws.TypeOf<NotationException>());
        Assert.That(() => ElementTypeNotation.Parse(Nested(1_000_000)), Throws.TypeOf<NotationException>());
    }

    [Test]
    public void A_type_reads_back_from_its_own_text() => Seeds.Each(2000, static seed =>
    {
        ElementType type = TypeGenerator.Any(new Random(seed));
        Assert.That(ElementTypeNotation.Parse(type.ToString()), Is.EqualTo(type));
    });
}
