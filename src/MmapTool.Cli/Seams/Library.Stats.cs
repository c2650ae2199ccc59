using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <content>Statistics.</content>
internal sealed partial class Library
{
    /// <inheritdoc/>
    public (StatisticsResult Statistics, Histogram? Histogram) Statistics(MemoryView view, int bins, WorkSettings work) =>
        bins == 0 ? (ViewStatistics.Of(view, StatisticsLimits(work)), null) : ViewStatistics.WithHistogram(view, bins, StatisticsLimits(work));

    /// <inheritdoc/>
    public AxisStatistics StatisticsAlong(MemoryView view, long axis, WorkSettings work) => ViewStatistics.Along(view, axis, StatisticsLimits(work));

    private static WorkLimits StatisticsLimits(WorkSettings work) => new()
    {
        Threads = work.Settings.Threads,
        Memory = work.Settings.Memory,
        Progress = work.Progress,
        Cancellation = work.Cancellation,
    };
}
