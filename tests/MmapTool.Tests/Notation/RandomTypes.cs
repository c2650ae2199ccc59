using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MmapTool.Views;

namespace MmapTool.Tests.Notation;

/// <summary>Element types of every kind, records with gaps, overlaps, odd names and trailing padding among them.</summary>
public static class RandomTypes
{
    private static readonly string[] Names =
        ["a", "b", "x1", "T", "cast", "view", "V4", "S", "newaxis", "", " ", "a b", "it's", "\"", "\\", "ä", "日本", "😀", "::", "]", "#", "\n", "\u0001", "{", "a.b", "7"];

    public static Arbitrary<ElementType> ElementTypes() =>
        Gen.Choose(0, int.MaxValue).Select(seed => Make(new Random(seed))).ToArbitrary();

    public static ElementType Make(Random random, int depth = 0) => random.Next(depth < 3 ? 10 : 8) < 8 ? Plain(random) : Record(random, depth);

    public static ElementType Plain(Random random)
    {
        ElementKind kind = (ElementKind)random.Next((int)ElementKind.Record);
        int[] sizes = kind switch
        {
            ElementKind.Boolean or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2 => [1],
            ElementKind.SignedInteger or ElementKind.UnsignedInteger => [1, 2, 3, 4, 8],
            ElementKind.Float => [2, 4, 8],
            ElementKind.BrainFloat => [2],
            ElementKind.Complex => [8, 16],
            _ => [0, 1, 2, 7, 300],
        };
        return ElementType.Create(kind, sizes[random.Next(sizes.Length)], random.Next(2) == 0 ? ByteOrder.Little : ByteOrder.Big);
    }

    public static ElementType Record(Random random, int depth = 0)
    {
        ImmutableArray<RecordField>.Builder fields = ImmutableArray.CreateBuilder<RecordField>();
        long position = 0;
        foreach (string name in Names.OrderBy(_ => random.Next()).Take(random.Next(5)).ToArray())
        {
            ElementType type = Make(random, depth + 1);
            long offset = random.Next(4) switch { 0 => random.Next(40), 1 => position + random.Next(3), _ => position };
            ImmutableArray<long> shape = random.Next(4) > 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(4))];
            RecordField field = new(name, type, (int)offset, shape);
            fields.Add(field);
            position = offset + field.ByteLength;
        }

        long end = fields.Count == 0 ? 0 : fields.Max(field => field.Offset + field.ByteLength);
        return ElementType.Record(fields.ToImmutable(), random.Next(3) == 0 ? end + random.Next(5) : null);
    }
}
