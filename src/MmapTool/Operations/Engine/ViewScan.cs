using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>The engine: walks a view of any size and layout in windows, on several threads, in bounded memory.</summary>
public static class ViewScan
{
    /// <summary>Walks the elements of a view, each exactly once.</summary>
    /// <param name="view">The view.</param>
    /// <param name="order">In which order elements are numbered.</param>
    /// <param name="shape">How they are cut.</param>
    /// <param name="scan">What is done with them.</param>
    /// <param name="limits">What may be used.</param>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run<TScan, TPartial>(MemoryView view, ScanOrder order, ScanShape shape, ref TScan scan, WorkLimits limits)
        where TScan : struct, IBlockScan<TPartial>
    {
        _ = order;
        byte[] buffer = new byte[checked((shape.BlockElements + shape.Lookahead) * view.ItemSize)];
        using MemoryLease lease = view.Source.Lease();
        long segment = 0;
        for (long first = 0; first < view.Count; segment++)
        {
            TPartial partial = scan.Begin(segment);
            long end = Math.Min(view.Count, first + shape.SegmentElements);
            while (first < end)
            {
                limits.Cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(shape.BlockElements, end - first);
                int whole = (int)Math.Min(count + (long)shape.Lookahead, view.Count - first);
                Span<byte> elements = buffer.AsSpan(0, whole * view.ItemSize);
                view.ReadElements(lease, first, whole, elements);
                scan.Take(ref partial, new(first, count, elements));
                first += count;
            }

            limits.Progress?.Report(first * view.ItemSize);
            if (!scan.Join(segment, partial))
            {
                return;
            }
        }
    }
}
