using System.Collections.Immutable;
using MmapTool.Elements;

namespace MmapTool.Testing.Layouts;

/// <summary>Element types of every kind, size and byte order; records with gaps, overlapping and big-endian fields, sub-arrays and records in them.</summary>
public static class TypeGenerator
{
    private const int DeepestRecord = 3;
    private const int LargestItem = 400;

    private static readonly string[] Names =
        ["a", "b", "x1", "T", "cast", "view", "V4", "S", "newaxis", "", " ", "a b", "it's", "\"", "\\", "ä", "日本", "😀", "::", "]", "#", "\n", "\u0001", "{", "a.b", "7"];

    private static readonly (ElementKind Kind, int Size)[] Numbers =
    [
        (ElementKind.Boolean, 1), (ElementKind.SignedInteger, 1), (ElementKind.SignedInteger, 2), (ElementKind.SignedInteger, 3), (ElementKind.SignedInteger, 4),
        (ElementKind.SignedInteger, 8), (ElementKind.UnsignedInteger, 1), (ElementKind.UnsignedInteger, 2), (ElementKind.UnsignedInteger, 3),
        (ElementKind.UnsignedInteger, 4), (ElementKind.UnsignedInteger, 8), (ElementKind.Float, 2), (ElementKind.Float, 4), (ElementKind.Float, 8),
        (ElementKind.BrainFloat, 2), (ElementKind.Float8E4M3FN, 1), (ElementKind.Float8E5M2, 1), (ElementKind.Complex, 8), (ElementKind.Complex, 16),
    ];

    private static readonly int[] Multiples = [1, 1, 1, 25, int.MaxValue];

    private static readonly (ElementKind Kind, int Size)[] CodedNumbers =
    [
        (ElementKind.ComplexInteger, 2), (ElementKind.ComplexInteger, 4), (ElementKind.ComplexInteger, 8), (ElementKind.IbmFloat, 4), (ElementKind.IbmFloat, 8), (ElementKind.VaxF, 4),
        (ElementKind.VaxD, 8), (ElementKind.VaxG, 8), (ElementKind.PackedGroup, 3), (ElementKind.PackedGroup, 5), (ElementKind.PackedGroup, 7),
    ];

    // 0 and 300 bytes: an element without bytes, and one that is larger than any number.
    private static readonly int[] Sizes = [0, 1, 2, 7, 300];

    /// <summary>The name of every type of numbers as <see cref="LayoutClasses"/> has it.</summary>
    public static IEnumerable<string> NumberNames =>
        Numbers.SelectMany(number => (ByteOrder[])[ByteOrder.Little, ByteOrder.Big], (number, order) => ElementType.Create(number.Kind, number.Size, order).ToString()).Distinct();

    /// <summary>Any type.</summary>
    /// <param name="random">Draws it.</param>
    /// <param name="depth">Records that it stands in.</param>
    public static ElementType Any(Random random, int depth = 0) => random.Next(depth < DeepestRecord ? 13 : 11) switch
    {
        < 6 => Number(random),
        6 => ElementType.Create(ElementKind.Unicode, sizeof(uint) * Sizes[random.Next(Sizes.Length)], Order(random)),
        7 => Time(random),
        8 => Coded(random),
        < 11 => ElementType.Create(random.Next(2) == 0 ? ElementKind.Bytes : ElementKind.Void, Sizes[random.Next(Sizes.Length)]),
        _ => Record(random, depth),
    };

    /// <summary>Any type with at least one byte, and so few bytes that a view of several elements stays small.</summary>
    public static ElementType Sized(Random random)
    {
        while (true)
        {
            ElementType type = Any(random);
            if (type.ItemSize is > 0 and <= LargestItem)
            {
                return type;
            }
        }
    }

    /// <summary>A type of numbers, booleans among them.</summary>
    public static ElementType Number(Random random)
    {
        (ElementKind kind, int size) = Numbers[random.Next(Numbers.Length)];
        return ElementType.Create(kind, size, random.Next(2) == 0 ? ByteOrder.Little : ByteOrder.Big);
    }

    /// <summary>Dates or lengths of time of whatever unit and byte order.</summary>
    public static ElementType Time(Random random)
    {
        TimeUnit unit = new((TimeScale)random.Next((int)TimeScale.Attosecond + 1), Multiples[random.Next(Multiples.Length)]);
        return random.Next(2) == 0 ? ElementType.DateTime(unit, Order(random)) : ElementType.TimeDelta(unit, Order(random));
    }

    /// <summary>A type of numbers in a code of their own.</summary>
    public static ElementType Coded(Random random)
    {
        (ElementKind kind, int size) = CodedNumbers[random.Next(CodedNumbers.Length)];
        return ElementType.Create(kind, size, random.Next(2) == 0 ? ByteOrder.Little : ByteOrder.Big);
    }

    /// <summary>An integer type of whatever size and byte order.</summary>
    public static ElementType Integer(Random random)
    {
        (ElementKind kind, int size) = Numbers[random.Next(1, 11)];
        return ElementType.Create(kind, size, random.Next(2) == 0 ? ByteOrder.Little : ByteOrder.Big);
    }

    /// <summary>A record, of no field or a few.</summary>
    public static ElementType Record(Random random, int depth = 0)
    {
        ImmutableArray<RecordField>.Builder fields = ImmutableArray.CreateBuilder<RecordField>();
        long position = 0;
        foreach (string name in Names.OrderBy(_ => random.Next()).Take(random.Next(5)).ToArray())
        {
            // Anywhere, so that fields overlap; after a gap; or next to the one before.
            ElementType type = Any(random, depth + 1);
            long offset = random.Next(4) switch { 0 => random.Next(40), 1 => position + random.Next(3), _ => position };
            ImmutableArray<long> shape = random.Next(4) > 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(4))];
            RecordField field = new(name, type, (int)offset, shape);
            fields.Add(field);
            position = offset + field.ByteLength;
        }

        long end = fields.Count == 0 ? 0 : fields.Max(field => field.Offset + field.ByteLength);
        return ElementType.Record(fields.ToImmutable(), random.Next(3) == 0 ? end + random.Next(5) : null);
    }

    private static ByteOrder Order(Random random) => random.Next(2) == 0 ? ByteOrder.Little : ByteOrder.Big;
}
