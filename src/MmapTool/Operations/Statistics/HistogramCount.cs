using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Operations.Engine;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Counts the elements of a view by bins. Each segment has counts of its own.</summary>
internal readonly struct HistogramCount : IBlockScan<long[]>
{
    private readonly ElementType type;
    private readonly HistogramBins bins;
    private readonly long[] total;
    private readonly ScratchPool pool = new();

    // Counts that are done with, all 0: with many bins there are more bytes of them than of elements in a segment.
    private readonly ConcurrentBag<long[]> spare = [];

    private HistogramCount(ElementType type, HistogramBins bins) => (this.type, this.bins, total) = (type, bins, new long[bins.Count]);

    /// <summary>Counts.</summary>
    /// <param name="view">A view of numbers that are not complex.</param>
    /// <param name="range">That of its finite elements.</param>
    /// <param name="others">How many are not finite.</param>
    /// <param name="count">How many bins.</param>
    /// <param name="limits">What may be used.</param>
    public static Histogram Run(MemoryView view, FiniteRange range, long others, int count, WorkLimits limits)
    {
        HistogramCount scan = new(view.ElementType, HistogramBins.Between(view.ElementType, range, count));
        if (range.Any)
        {
            ViewScan.Run<HistogramCount, long[]>(view, ScanOrder.Memory, ScanShape.Of(view.ItemSize), ref scan, limits);
        }

        return new(scan.bins.Edges(), [.. scan.total], others);
    }

    /// <inheritdoc/>
    public long[] Begin(long segment) => spare.TryTake(out long[]? counts) ? counts : new long[bins.Count];

    /// <inheritdoc/>
    public void Take(ref long[] partial, ScanBlock block)
    {
        StatisticsScratch scratch = pool.Take();
        ReadOnlySpan<byte> elements = block.Elements[..(block.Count * type.ItemSize)];
        int chunk = 2048 * type.ItemSize;
        while (!elements.IsEmpty)
        {
            int length = Math.Min(chunk, elements.Length);
            ReadOnlySpan<byte> native = ElementLoader.Native(type, elements[..length], scratch);
            if (bins.AreOfIntegers)
            {
                Span<ulong> distances = MemoryMarshal.Cast<double, ulong>(scratch.Doubles(length / type.ItemSize));
                Distances visitor = new(native, distances, bins.Origin);
                type.Dispatch<Distances, bool>(ref visitor);
                bins.Add(distances, partial);
            }
            else if (type is { Kind: ElementKind.Float, ItemSize: 8 })
            {
                bins.Add(MemoryMarshal.Cast<byte, double>(native), partial);
            }
            else
            {
                bins.Add(FloatMeasure.Singles(type, native, scratch), partial);
            }

            elements = elements[length..];
        }

        pool.Return(scratch);
    }

    /// <inheritdoc/>
    public bool Join(long segment, long[] partial)
    {
        TensorPrimitives.Add(total, partial, total);
        Array.Clear(partial);
        spare.Add(partial);
        return true;
    }

    // How far integers lie from the least one: less than 2^64, whatever their type.
    private readonly ref struct Distances(ReadOnlySpan<byte> native, Span<ulong> distances, ulong origin) : INumericVisitor<bool>
    {
        private readonly ReadOnlySpan<byte> native = native;
        private readonly Span<ulong> distances = distances;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(native);
            for (int index = 0; index < distances.Length; index++)
            {
                TWide wide = TCodec.Widen(elements[index]);
                ulong value = typeof(TWide) == typeof(long) ? (ulong)(long)(object)wide : (ulong)(object)wide;
                distances[index] = value - origin;
            }

            return true;
        }
    }
}
