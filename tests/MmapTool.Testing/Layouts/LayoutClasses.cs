using System.Collections.Concurrent;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Testing.Layouts;

/// <summary>The classes of inputs that a test has met. The test fails if an expected class was not met, because then it would test less than it claims.</summary>
public sealed class LayoutClasses
{
    private readonly ConcurrentDictionary<string, int> met = new();

    /// <summary>Ranks that count each axis, and ranks out of order that count those longer than 1.</summary>
    public static string[] Ranks(int most) => [.. Enumerable.Range(0, most + 1).Select(rank => $"rank {rank}"), .. Enumerable.Range(2, most - 1).Select(rank => $"rank {rank} out of order")];

    /// <summary>Lengths of axes.</summary>
    public static string[] Lengths { get; } = ["length 0", "length 1", "length 2", "length 3", "length a power of two", "length beside a power of two"];

    /// <summary>How axes step, where elements share no byte.</summary>
    public static string[] Steps { get; } = ["a negative stride", "a negative stride out of order", "a gap"];

    /// <summary>Where elements share bytes.</summary>
    public static string[] Shared { get; } = ["a stride of 0", "a window that slides"];

    /// <summary>Every type of numbers in both byte orders.</summary>
    public static string[] Numbers => [.. TypeGenerator.NumberNames.Select(name => $"type {name}")];

    /// <summary>The other types.</summary>
    public static string[] Others { get; } =
        ["type S", "type V", "type record", "a record in a record", "a big-endian field in a record in a record", "fields that overlap", "a sub-array field"];

    /// <summary>Places of the first byte.</summary>
    public static string[] NearPlaces { get; } = ["near 0", "beside a page"];

    /// <summary>Places in sparse files.</summary>
    public static string[] FarPlaces { get; } = ["beside 2^31", "across 2^31", "beside 2^32", "across 2^32"];

    /// <summary>Takes note of a layout.</summary>
    public void Note(Layout layout)
    {
        int rank = layout.Rank;
        Met($"rank {rank}");
        foreach (long length in layout.Shape)
        {
            Met(length <= 3 ? $"length {length}" : BitOperations.IsPow2(length) ? "length a power of two"
                : BitOperations.IsPow2(length - 1) || BitOperations.IsPow2(length + 1) ? "length beside a power of two" : "length any other");
        }

        NoteType(layout.ElementType, 0);
        NotePlace(layout);
        if (layout.Count == 0)
        {
            return;
        }

        (long Length, long Stride)[] axes = [.. layout.Shape.Zip(layout.Strides).Where(axis => axis.First > 1)];
        bool isOutOfOrder = axes.Zip(axes.Skip(1)).Any(pair => Math.Abs(pair.First.Stride) < Math.Abs(pair.Second.Stride));
        if (isOutOfOrder)
        {
            Met($"rank {axes.Length} out of order");
        }

        bool isBackwards = axes.Any(axis => axis.Stride < 0);
        NoteIf(isBackwards, "a negative stride");
        NoteIf(isBackwards && isOutOfOrder, "a negative stride out of order");
        NoteIf(axes.Any(axis => axis.Stride == 0), "a stride of 0");
        long reach = layout.ItemSize;
        bool slides = false;
        foreach ((long length, long stride) in axes.OrderBy(axis => Math.Abs(axis.Stride)))
        {
            slides |= stride != 0 && Math.Abs(stride) < reach;
            reach += (length - 1) * Math.Abs(stride);
        }

        NoteIf(slides, "a window that slides");
        NoteIf(!slides && reach > layout.ByteLength, "a gap");
    }

    /// <summary>Takes note of a class.</summary>
    public void Met(string name) => met.AddOrUpdate(name, 1, static (_, count) => count + 1);

    /// <summary>Fails if one of these classes was not met. A run of a single seed never fails.</summary>
    public void AssertMet(params IEnumerable<string>[] classes)
    {
        if (Seeds.Asked is null)
        {
            IEnumerable<string> asked = classes.SelectMany(names => names);
            TestContext.Out.WriteLine($"the rarest classes of inputs: {string.Join(", ", asked.OrderBy(Count).Take(5).Select(name => $"{name}: {Count(name)}"))}");
            string[] missing = [.. classes.SelectMany(names => names).Where(name => !met.ContainsKey(name))];
            Assert.That(missing, Is.Empty, $"classes of inputs that were never tried; tried were {string.Join(", ", met.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}");
        }
    }

    private int Count(string name) => met.GetValueOrDefault(name);

    private void NoteIf(bool isSo, string name)
    {
        if (isSo)
        {
            Met(name);
        }
    }

    private void NotePlace(Layout layout)
    {
        NoteIf(layout.Start < 100, "near 0");
        long past = layout.Start % 4096;
        NoteIf(layout.Start >= 4000 && (past < 20 || past > 4076), "beside a page");
        foreach (int bits in (int[])[31, 32])
        {
            long place = 1L << bits;
            NoteIf(Math.Abs(layout.Start - place) < 1000, $"beside 2^{bits}");
            NoteIf(layout.Start < place && layout.End > place, $"across 2^{bits}");
        }
    }

    private void NoteType(ElementType type, int depth)
    {
        switch (type.Kind)
        {
            case ElementKind.Record:
                Met("type record");
                NoteIf(depth > 0, "a record in a record");
                RecordField[] fields = [.. type.Fields.Where(field => field.ByteLength > 0)];
                NoteIf(fields.Any(field => fields.Any(other => other != field && other.Offset < field.Offset + field.ByteLength && field.Offset < other.Offset + other.ByteLength)), "fields that overlap");
                foreach (RecordField field in fields)
                {
                    NoteIf(!field.Shape.IsEmpty, "a sub-array field");
                    NoteIf(depth > 0 && field.Type.Kind != ElementKind.Record && field.Type.IsNumeric && field.Type.ByteOrder == ByteOrder.Big && field.Type.ItemSize > 1, "a big-endian field in a record in a record");
                    if (field.Type.Kind == ElementKind.Record)
                    {
                        NoteType(field.Type, depth + 1);
                    }
                }

                break;
            case ElementKind.Bytes:
                Met("type S");
                break;
            case ElementKind.Void:
                Met("type V");
                break;
            default:
                Met($"type {type}");
                break;
        }
    }
}
