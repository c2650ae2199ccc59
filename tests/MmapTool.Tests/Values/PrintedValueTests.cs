using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Export;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Values;

/// <summary>Values as <c>show</c> prints them read back as values of edits, byte for byte; text stands for bytes.</summary>
public class PrintedValueTests
{
    private const int Seed = 20261127;

    private static readonly string[] Types =
    [
        "?", "i1", "u1", "<i2", ">u2", "<i3", ">u3", "<i4", ">i8", "<u8", "<f2", ">f4", "<f8", "bf16", "float8_e4m3fn", "float8_e5m2", "<c8", ">c16", "S1", "S5", "c",
        "{a:<i2,b:>f4}", "{a:?}", "{a:u1(3),b:{x:<f8,y:S3},c:<c8}", "{a:<f4(2,2),t:S2(2)}", "{a:u1,b:<u4@8,@16}",
    ];

    [Test]
    public void Output_of_show_reads_back_to_the_same_bytes()
    {
        Random random = new(Seed);
        int compared = 0;
        foreach (string name in Types)
        {
            ElementType type = ElementTypeNotation.Parse(name);
            foreach (long[] shape in (long[][])[[], [0], [1], [2], [3], [2, 3], [3, 1, 2], [2, 2, 2, 2]])
            {
                for (int repeat = 0; repeat < 20; repeat++)
                {
                    byte[] bytes = RandomBytes(random, type, shape);
                    MemoryView view = MemoryView.Over(bytes).Cast(type, ImmutableArray.Create(shape));
                    using MemoryStream stream = new();
                    ViewExport.Write(view, ExportFormat.Text, stream);
                    string printed = Encoding.UTF8.GetString(stream.ToArray());
                    Assert.That(Encode(printed, type, shape), Is.EqualTo(bytes), $"seed {Seed}: {name}: {printed}");
                    compared++;
                }
            }
        }

        Assert.That(compared, Is.EqualTo(Types.Length * 8 * 20));
    }

    [TestCase("u1", "\"ab\"", "6162")]
    [TestCase("u1", "'ab'", "6162")]
    [TestCase("u1", "\"é\"", "c3a9")]
    [TestCase("u1", "b\"\\xe9\\n\\\\\"", "e90a5c")]
    [TestCase("u1", "u\"aé\"", "6100e900")]
    [TestCase("<u2", "u\"aé\"", "6100e900")]
    [TestCase(">u2", "u\"aé\"", "006100e9")]
    [TestCase("u1", "[\"ab\", 'cd']", "61626364")]
    [TestCase("u1", "[\"ab\", [99, 100]]", "61626364")]
    [TestCase("u1", "\"NaN\"", "4e614e")]
    [TestCase("<f4", "\"NaN\"", "0000c07f")]
    [TestCase("<f4", "nan", "0000c07f")]
    [TestCase("u1", "nan", null)]
    [TestCase("<i4", "inf", null)]
    [TestCase("<u2", "\"ab\"", null)]
    [TestCase("<u4", "u\"ab\"", null)]
    [TestCase("i1", "\"ab\"", null)]
    [TestCase("<f4", "(1+2j)", null)]
    [TestCase("<c8", "[1+2j, -2j]", "0000803f0000004000000000000000c0")]
    [TestCase("<c8", "[1, 2]", "0000803f00000040")]
    [TestCase("S4", "b'a\\x00b'", "61006200")]
    [TestCase("S2", "b'abc'", null)]
    [TestCase("V2", "b'ab'", "6162")]
    [TestCase("V2", "\"6162\"", "6162")]
    [TestCase("V2", "b'abc'", null)]
    [TestCase("{n:u1(4),f:<f4}", "('name', nan)", "6e616d650000c07f")]
    [TestCase("{n:u1(4),f:<f4}", "{'n': 'name', 'f': nan}", "6e616d650000c07f")]
    [TestCase("{n:u1(4)}", "('nam',)", null)]
    [TestCase("{n:u1(2,2)}", "(['na', 'me'],)", "6e616d65")]
    public void A_value_stands_for_these_bytes(string name, string value, string? bytes)
    {
        ElementType type = ElementTypeNotation.Parse(name);
        JsonElement json = Value(value);
        JsonElement again = Value(new JsonEditValue(json).ToString());
        Assert.That(JsonElement.DeepEquals(again, json), new JsonEditValue(json).ToString());
        if (bytes is null)
        {
            Assert.That(() => Encode(json, type), Throws.TypeOf<ValueException>());
        }
        else
        {
            Assert.That(Convert.ToHexStringLower(Encode(json, type)), Is.EqualTo(bytes));
        }
    }

    private static JsonElement Value(string text) => ((JsonEditValue)Edit.Parse("u1 = " + text).Value).Json;

    private static byte[] Encode(JsonElement json, ElementType type) =>
        JsonArrayEncoder.Encode(json, type, JsonArrayEncoder.ShapeOf(json, type), CastValues.Exact, takesModes: false);

    // The shape of the view decides how a printed array is read. [1, 2] can be one complex number, but is not printed for one.
    private static byte[] Encode(string printed, ElementType type, long[] shape) =>
        JsonArrayEncoder.Encode(Value(printed.TrimEnd('\n')), type, [.. shape], CastValues.Exact, takesModes: false);

    // Every byte pattern that a value can be printed as. Booleans are 0 or 1, NaNs the one that Python has, and trailing NULs of S and gaps of records are 0.
    private static byte[] RandomBytes(Random random, ElementType type, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, dimension) => product * dimension);
        byte[] bytes = new byte[count * type.ItemSize];
        for (long index = 0; index < count; index++)
        {
            Fill(random, type, bytes.AsSpan((int)(index * type.ItemSize), type.ItemSize));
        }

        return bytes;
    }

    private static void Fill(Random random, ElementType type, Span<byte> element)
    {
        if (type.Kind == ElementKind.Record)
        {
            foreach (RecordField field in type.Fields)
            {
                for (int index = 0; index < field.Count; index++)
                {
                    Fill(random, field.Type, element.Slice(field.Offset + (index * field.Type.ItemSize), field.Type.ItemSize));
                }
            }

            return;
        }

        random.NextBytes(element);
        if (type.Kind == ElementKind.Boolean)
        {
            element[0] &= 1;
        }
        else if (type.Kind == ElementKind.Bytes && random.Next(2) == 0)
        {
            element[random.Next(element.Length)..].Clear();
        }
        else if (type.Kind is not (ElementKind.SignedInteger or ElementKind.UnsignedInteger or ElementKind.Bytes))
        {
            // NaNs keep no payload in text: the bytes are those of the number that the text stands for.
            JsonElement number = Value(MemoryView.Over(element.ToArray()).Cast(type, ImmutableArray<long>.Empty).GetValue() is { } value ? Printed(value) : "0");
            JsonElementEncoder.Encode(number, type, CastValues.Exact, element);
        }
    }

    private static string Printed(object value) => value switch
    {
        System.Numerics.Complex complex => $"[{Printed(complex.Real)}, {Printed(complex.Imaginary)}]",
        double number => Printed(number),
        float number => Printed(number),
        Half number => Printed((double)number),
        _ => Printed(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static string Printed(double number) => double.IsNaN(number) ? "\"NaN\""
        : double.IsInfinity(number) ? number > 0 ? "\"Infinity\"" : "\"-Infinity\""
        : number.ToString("E16", System.Globalization.CultureInfo.InvariantCulture);
}
