using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Operations.Engine;

/// <summary>Writes the elements of a transposed layout to a stream in C order: bands of rows, each gathered by all threads and then written.</summary>
internal static class TransposedBands
{
    // With larger bands the same places are read fewer times.
    private const long SmallestBand = 256 << 10;
    private const long LargestBand = 64 << 20;

    /// <summary>Writes all elements.</summary>
    /// <param name="read">Reads the memory.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="target">The stream.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    public static void Run(IByteSource read, Layout layout, Stream target, WorkLimits limits)
    {
        int itemSize = layout.ItemSize;
        SettingsTrace.Begin(limits);
        int threads = limits.ThreadCount;

        // An element fits a buffer, and so does a band.
        int most = (int)Math.Clamp(limits.SegmentOr(Math.Clamp(limits.AllowedMemory / 4, SmallestBand, LargestBand)) / itemSize, 1, layout.Count);
        using LargeBuffer band = new(checked(most * itemSize));
        for (long first = 0; first < layout.Count;)
        {
            int count = (int)Math.Min(most, layout.Count - first);
            int part = ((count - 1) / threads) + 1;
            long start = first;
            int next = -part;
            ParallelWork.Run(
                Math.Min(threads, ((count - 1) / part) + 1),
                stop =>
                {
                    for (int from = Interlocked.Add(ref next, part); from < count; from = Interlocked.Add(ref next, part))
                    {
                        stop.ThrowIfCancellationRequested();
                        int elements = Math.Min(part, count - from);
                        TransposedReader.Read(read, layout, start + from, elements, band.Span.Slice(from * itemSize, elements * itemSize), limits.BlockOr(TransposedReader.TileBytes));
                    }
                },
                limits.Cancellation);
            target.Write(band.Span[..(count * itemSize)]);
            first += count;
            limits.Progress?.Report(first * itemSize);
        }
    }
}
