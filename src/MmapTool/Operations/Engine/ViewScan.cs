using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>The engine: walks a view of any size and layout in windows, on several threads, in bounded memory.</summary>
internal static class ViewScan
{
    /// <summary>Walks the elements of a view, each exactly once.</summary>
    /// <param name="view">The view.</param>
    /// <param name="order">In which order elements are numbered.</param>
    /// <param name="shape">How they are cut.</param>
    /// <param name="scan">The work on them.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run<TScan, TPartial>(MemoryView view, ScanOrder order, ScanShape shape, ref TScan scan, WorkLimits limits)
        where TScan : struct, IBlockScan<TPartial>
    {
        DefinedEnum.Ensure(order);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.SegmentElements, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape.BlockElements, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfNegative(shape.Lookahead, nameof(shape));
        SettingsTrace.Begin(limits);
        if (view.Count == 0)
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            return;
        }

        Layout layout = order == ScanOrder.Memory ? MemoryOrder.Of(view.Layout) : view.Layout;
        ScanSource source = ScanSource.Choose(new MemoryView(view.Source, layout, readOnly: true), shape, limits);
        using ScanRun<TScan, TPartial> run = new(source, shape, scan, limits);
        try
        {
            run.Work();
        }
        finally
        {
            scan = run.Scan;
        }
    }
}
