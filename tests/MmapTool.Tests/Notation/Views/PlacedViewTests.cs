using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;

namespace MmapTool.Tests.Notation;

/// <summary>Views that start with a place, <c>dtype(dims)@N</c>, against the slice of bytes and the cast with the same meaning.</summary>
public class PlacedViewTests
{
    private static readonly string[] Types = ["u1", "<u2", ">i3", "<f8", "{a:u1,b:<u4,@7}", "S5"];

    [Test]
    public void A_type_at_a_place_is_the_cast_of_the_bytes_there()
    {
        int compared = 0;
        int refused = 0;
        foreach (string type in Types)
        {
            int size = ElementTypeNotation.Parse(type).ItemSize;
            for (long length = 0; length <= 24; length++)
            {
                for (long place = -length - 2; place <= length + 2; place++)
                {
                    foreach (string dims in new[] { "", "()", "(0)", "(1)", "(3)", "(-1)", "(2,-1)", "(-1,2)", "(0,2)" })
                    {
                        ViewExpression view = ViewExpression.Parse($"{type}{dims}@{place}");
                        Assert.That(ViewExpression.Parse(view.ToString()), Is.EqualTo(view), view.ToString());
                        if (Expected(type, size, dims, place, length) is { } expected)
                        {
                            Assert.That(view.Resolve(length), Is.EqualTo(expected), $"{view} of {length} bytes");
                            compared++;
                        }
                        else
                        {
                            Assert.That(() => view.Resolve(length), Throws.TypeOf<ViewException>(), $"{view} of {length} bytes");
                            refused++;
                        }
                    }
                }
            }
        }

        Assert.That(compared, Is.GreaterThan(10_000));
        Assert.That(refused, Is.GreaterThan(10_000));
    }

    [Test]
    public void Places_are_64_bit()
    {
        const long Length = (1L << 42) + 5;
        Assert.That(ViewExpression.Parse("<u4@-5").Resolve(Length), Is.EqualTo(Layout.Contiguous(ElementTypeNotation.Parse("<u4"), [], 1L << 42)));
        Assert.That(ViewExpression.Parse("<u4(2,-1)@4Ti").Resolve((1L << 42) + 17).Shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(
            () => ViewExpression.Parse("<u8(0x1000_0000_0000_0000)@1").Resolve(long.MaxValue),
            Throws.TypeOf<ViewException>(), "2^63 bytes");
        Assert.That(
            () => ViewExpression.Parse("u1(0x7fff_ffff_ffff_ffff)@1").Resolve(long.MaxValue),
            Throws.TypeOf<ViewException>(), "the end lies past 64 bits");
        Assert.That(() => ViewExpression.Parse("u1@-0x8000_0000_0000_0000").Resolve(5), Throws.TypeOf<ViewException>());
    }

    [TestCase("h@9", 10, "in <i2@9: 2 bytes from byte 9 end at byte 11, beyond the 10 bytes of the file; the last that fit begin at byte 8")]
    [TestCase("h@11", 10, "in <i2@11: byte 11 lies outside the 10 bytes of the file: take -10 to 10")]
    [TestCase("h@-11", 10, "in <i2@-11: byte -11 lies outside the 10 bytes of the file: take -10 to 10")]
    [TestCase("V0(-1)@0", 10, "in |V0(-1)@0: a dimension of -1 can't be worked out of elements, or rows, of 0 bytes")]
    [TestCase("h", 11, "in <i2: 11 bytes are no whole number of <i2 elements of 2 bytes: 1 would be left over; as many as fit are <i2(-1)@0")]
    public void An_error_names_the_place_and_the_mend(string text, long length, string message) =>
        Assert.That(() => ViewExpression.Parse(text).Resolve(length), Throws.TypeOf<ViewException>().With.Message.EqualTo(message));

    [TestCase("{a:u1,@5}", "{a:u1,V4}")]
    [TestCase("{boot:u1, lba:<u4@8, @16}", "{boot:u1,lba:<u4@8,V4}")]
    [TestCase("{a:u1,b:u1@3,@4}", "{a:u1,b:u1@3}")]
    [TestCase("{@3}", "{V3}")]
    [TestCase("{@0}", "{}")]
    [TestCase("{a:{b:u1,@2},c:u1}", "{a:{b:u1,V1},c:u1}")]
    public void A_record_says_its_size(string text, string other) =>
        Assert.That(ElementTypeNotation.Parse(text), Is.EqualTo(ElementTypeNotation.Parse(other)));

    [TestCase("{a:u1,b:u1@3,@3}", 13, "a record of 3 bytes can't hold fields that end at byte 4")]
    [TestCase("{a:u1,@5,b:u1}", 8, "expected '}', as the size is a record's last entry, found ','")]
    [TestCase("{@0x8000_0000}", 1, "the record grows over the 1073741824 bytes that an element may have")]
    public void A_size_that_can_not_be_is_refused(string text, int position, string message) =>
        Assert.That(
            () => ElementTypeNotation.Parse(text),
            Throws.TypeOf<NotationException>().With.Property(nameof(NotationException.Position)).EqualTo(position)
                .And.Property(nameof(NotationException.Reason)).EqualTo(message));

    [Test]
    public void A_suffix_is_the_prefix()
    {
        string[] ordered = ["i2", "i3", "i4", "i8", "u2", "u3", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "int16", "uint32", "float64", "complex64", "bf16", "bfloat16"];
        string[] unordered = ["i1", "u1", "b1", "bool", "uint8", "float8_e5m2"];
        foreach (string code in ordered)
        {
            Assert.That(ElementTypeNotation.Parse(code + "be"), Is.EqualTo(ElementTypeNotation.Parse(">" + code)), code);
            Assert.That(ElementTypeNotation.Parse(code + "le"), Is.EqualTo(ElementTypeNotation.Parse("<" + code)), code);
            Assert.That(ElementTypeNotation.Parse($"{{f:{code}be(2)@3}}"), Is.EqualTo(ElementTypeNotation.Parse($"{{f:>{code}(2)@3}}")), code);
            foreach (char prefix in "<>=!@|")
            {
                Assert.That(() => ElementTypeNotation.Parse($"{prefix}{code}be"), Throws.TypeOf<NotationException>(), $"{prefix}{code}be");
            }
        }

        foreach (string code in unordered)
        {
            Assert.That(ElementTypeNotation.Parse(code + "be"), Is.EqualTo(ElementTypeNotation.Parse(code)), code);
        }
    }

    [TestCase("u16be", "NumPy counts bytes, not bits: u16be is u2be")]
    [TestCase("s16le", "NumPy counts bytes, not bits: s16le is i2le")]
    [TestCase("f32be", "NumPy counts bytes, not bits: f32be is f4be")]
    [TestCase("u128le", "NumPy counts bytes, not bits, and there is no u16")]
    [TestCase("S8le", "S8 has no byte order, so write S8")]
    [TestCase("V4be", "V4 has no byte order, so write V4")]
    [TestCase("hbe", "a struct code takes its byte order in front: >h")]
    [TestCase("Qle", "a struct code takes its byte order in front: <Q")]
    public void A_suffix_where_none_can_be_is_refused_with_the_mend(string code, string mend) =>
        Assert.That(() => ElementTypeNotation.Parse(code), Throws.TypeOf<NotationException>().With.Property(nameof(NotationException.Reason)).EndsWith(mend));

    [TestCase("u1.cast(h(2,2))", "u1.cast(h,2,2)")]
    [TestCase("u1.cast(h(-1))", "u1.cast(h,-1)")]
    [TestCase("u1.cast({a:u1,b:u1}(4))", "u1.cast({a:u1,b:u1},4)")]
    [TestCase("u1[:2].cast(h())", "u1[:2].cast(h,())")]
    public void A_cast_takes_its_dimensions_with_the_type(string text, string other) =>
        Assert.That(ViewExpression.Parse(text), Is.EqualTo(ViewExpression.Parse(other)));

    [Test]
    public void Several_fields_stay_where_they_are()
    {
        const string Record = "{t:<u8,v:>f4,\"a b\":S3(2),p:{x:i1,y:i1}}";
        Layout all = ViewExpression.Parse($"{Record}[::-2]").Resolve(20 * 5);
        Layout some = ViewExpression.Parse($"{Record}[::-2][[\"p\",\"t\"]]").Resolve(20 * 5);
        Assert.That(some.ElementType.Fields.Select(field => (field.Name, field.Offset)), Is.EqualTo(new[] { ("p", 18), ("t", 0) }));
        Assert.That((some.ItemSize, some.Offset, some.Shape, some.Strides), Is.EqualTo((all.ItemSize, all.Offset, all.Shape, all.Strides)));
        foreach (string name in new[] { "p", "t" })
        {
            Assert.That(some.Field(name), Is.EqualTo(all.Field(name)));
        }

        ViewExpression view = ViewExpression.Parse($"{Record}[[\"a b\"]]");
        Assert.That(ViewExpression.Parse(view.ToString()), Is.EqualTo(view));
        Assert.That(ViewExpression.Parse("[[\"t\",\"v\"]]").Start, Is.Null, "fields, never a member");
        Assert.That(() => ViewExpression.Parse($"{Record}[[\"t\",\"t\"]]").Resolve(20), Throws.TypeOf<ViewException>().With.Message.Contains("'t'"));
        Assert.That(() => ViewExpression.Parse($"{Record}[[\"q\"]]").Resolve(20), Throws.TypeOf<ViewException>().With.Message.Contains("there is no field 'q'"));
        Assert.That(() => ViewExpression.Parse("[[\"q\"]]").Resolve(20), Throws.TypeOf<ViewException>().With.Message.Contains("not a record"));
    }

    // The layout that the place stands for: a slice of the bytes, and a cast of them; null where they do not fit.
    private static Layout? Expected(string type, int size, string dims, long place, long length)
    {
        long from = place < 0 ? length + place : place;
        if (from < 0 || from > length)
        {
            return null;
        }

        long[] shape = dims.Length == 0 ? [] : [.. dims.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
        long row = size;
        foreach (long dimension in shape.Where(dimension => dimension >= 0))
        {
            row *= dimension;
        }

        long[] whole = [.. shape.Select(dimension => dimension == -1 ? (length - from) / row : dimension)];
        long bytes = size;
        foreach (long dimension in whole)
        {
            bytes *= dimension;
        }

        return from + bytes > length ? null
            : Layout.Contiguous(ElementType.UInt8, [bytes], from).Cast(ElementTypeNotation.Parse(type), [.. whole]);
    }
}
