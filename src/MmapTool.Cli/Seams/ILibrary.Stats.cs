using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <content>Statistics.</content>
internal partial interface ILibrary
{
    /// <summary>The statistics of all elements, and unless <paramref name="bins"/> is 0 their histogram.</summary>
    (StatisticsResult Statistics, Histogram? Histogram) Statistics(MemoryView view, int bins, WorkSettings work);

    /// <summary>The statistics along an axis.</summary>
    AxisStatistics StatisticsAlong(MemoryView view, long axis, WorkSettings work);
}
