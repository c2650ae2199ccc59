using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <content>Statistics.</content>
internal sealed partial class Library
{
    /// <inheritdoc/>
    public (StatisticsResult Statistics, Histogram? Histogram) Statistics(MemoryView view, int bins, WorkSettings work) =>
        bins == 0 ? (ViewStatistics.Of(view, work.Limits), null) : ViewStatistics.WithHistogram(view, bins, work.Limits);

    /// <inheritdoc/>
    public AxisStatistics StatisticsAlong(MemoryView view, long axis, WorkSettings work) => ViewStatistics.Along(view, axis, work.Limits);
}
