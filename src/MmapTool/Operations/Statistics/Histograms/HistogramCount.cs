using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Statistics;

/// <summary>Counts the elements of a view by bins. Each thread has counts of its own, since the order does not matter.</summary>
internal readonly struct HistogramCount : IBlockScan<HistogramCount.Worker?>
{
    private readonly ElementType type;
    private readonly HistogramBins bins;
    private readonly ConcurrentBag<Worker> spare = [];

    private HistogramCount(ElementType type, HistogramBins bins) => (this.type, this.bins) = (type, bins);

    /// <summary>Counts.</summary>
    /// <param name="view">A view of numbers that are not complex.</param>
    /// <param name="range">That of its finite elements.</param>
    /// <param name="others">How many are not finite.</param>
    /// <param name="count">How many bins.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    public static Histogram Run(MemoryView view, FiniteRange range, long others, int count, WorkLimits limits)
    {
        HistogramCount scan = new(view.ElementType, HistogramBins.Between(view.ElementType, range, count));
        if (range.Any)
        {
            ViewScan.Run<HistogramCount, Worker?>(view, ScanOrder.Memory, ScanShape.Of(view.ItemSize, limits), ref scan, limits);
        }

        long[] total = new long[count];
        foreach (Worker worker in scan.spare)
        {
            TensorPrimitives.Add(total, worker.Counts, total);
        }

        return new(scan.bins.Edges(), [.. total], others);
    }

    /// <inheritdoc/>
    public Worker? Begin(long segment) => null;

    /// <inheritdoc/>
    public void Take(ref Worker? partial, ScanBlock block)
    {
        Worker worker = partial ?? Spare();
        (StatisticsScratch scratch, long[] counts) = (worker.Scratch, worker.Counts);
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
                bins.Add(distances, counts);
            }
            else if (type is { Kind: ElementKind.Float, ItemSize: 8 })
            {
                bins.Add(MemoryMarshal.Cast<byte, double>(native), counts);
            }
            else
            {
                bins.Add(FloatMeasure.Singles(type, native, scratch), counts);
            }

            elements = elements[length..];
        }

        if (partial is null)
        {
            spare.Add(worker);
        }
    }

    /// <inheritdoc/>
    public bool Join(long segment, Worker? partial) => true;

    /// <inheritdoc/>
    public bool FoldsZeros => true;

    /// <inheritdoc/>
    public Worker? BeginZeros(long segment) => new(new(), new long[bins.Count]);

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, Worker? zeros)
    {
        Worker worker = Spare();
        for (int bin = 0; bin < worker.Counts.Length; bin++)
        {
            worker.Counts[bin] += zeros!.Counts[bin] * count;
        }

        spare.Add(worker);
        return true;
    }

    private Worker Spare() => spare.TryTake(out Worker? known) ? known : new(new(), new long[bins.Count]);

    /// <summary>The counts of one thread, or of a segment of zeros.</summary>
    /// <param name="Scratch">Room to work in.</param>
    /// <param name="Counts">Elements of each bin.</param>
    internal sealed record Worker(StatisticsScratch Scratch, long[] Counts);

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
