using MmapTool.Cli.Seams;
using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

internal sealed partial class FakeLibrary
{
    public (StatisticsResult Statistics, Histogram? Histogram) Statistics(MemoryView view, int bins, WorkSettings work) =>
        throw failure ?? new InvalidOperationException("nothing to measure");

    public AxisStatistics StatisticsAlong(MemoryView view, long axis, WorkSettings work) =>
        throw failure ?? new InvalidOperationException("nothing to measure");
}
