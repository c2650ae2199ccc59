using MmapTool.Elements;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Statistics;

/// <summary>The least and the greatest of booleans are booleans, as numpy.bool_ has them; every other statistic of them is a number.</summary>
public sealed class BooleanExtremesTests
{
    [Test]
    public void Extremes_of_booleans_are_booleans()
    {
        MemoryView view = MemoryView.Over(new byte[] { 0, 1, 2, 1, 1, 1 }).Cast(ElementType.Boolean, 2, 3);
        StatisticsResult all = ViewStatistics.Of(view, WorkLimits.Default);
        using AxisStatistics rows = ViewStatistics.Along(view, 1, WorkLimits.Default);
        (StatisticsResult _, Histogram histogram) = ViewStatistics.WithHistogram(view, 2, WorkLimits.Default);
        Assert.Multiple(() =>
        {
            Assert.That((all.Min!.Value.IsBoolean, all.Min.Value.ToString(), all.Min.Value.ToJson()), Is.EqualTo((true, "False", "false")));
            Assert.That((all.Max!.Value.IsBoolean, all.Max.Value.ToString(), all.Max.Value.ToJson()), Is.EqualTo((true, "True", "true")));
            Assert.That((all.Sum.ToJson(), all.Mean!.Value.ToJson()), Is.EqualTo(("5", "0.8333333333333334")));
            Assert.That((rows[1].Min!.Value.ToJson(), rows[0].Min!.Value.ToJson()), Is.EqualTo(("true", "false")));
            Assert.That(histogram.Edges.Select(edge => edge.ToJson()), Is.EqualTo(new[] { "0", "0.5", "1" }));
        });
    }
}
