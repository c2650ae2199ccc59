using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;

namespace MmapTool.Tests.Sweeps;

/// <summary>Statistics of every permutation of small shapes, whole and along every axis, by both ways of reading, against plain loops.</summary>
public sealed class StatisticsSweepTests
{
    [Test]
    public void Statistics_along_every_axis_are_those_of_its_elements_and_in_their_cell() => Sweep.Each(Sweep.Types, (view, number) =>
    {
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number))
        {
            for (int axis = 0; axis < view.Shape.Length; axis++)
            {
                Along(view, axis, limits);
            }
        }
    });

    [Test]
    public void Statistics_of_all_elements_are_those_of_all_elements() => Sweep.Each(Sweep.Types, (view, number) =>
    {
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number))
        {
            Compare(ViewStatistics.Of(view.View, limits), view.Values, $"{view} {limits}");
        }
    });

    [Test]
    public void Histograms_count_every_element_once() => Sweep.Each([.. Sweep.Types.Where(type => !type.Contains('c'))], (view, number) =>
    {
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number).Skip(PermutedShapes.IsSoak ? 0 : 3).Where(_ => view.Values.Length > 1 && view.Values.Min() < view.Values.Max()))
        {
            // There are as many bins as integers between the ends. Each bin has one value, and the last one has two.
            (long least, long greatest) = (view.Values.Min(), view.Values.Max());
            long[] counts = new long[greatest - least];
            foreach (long value in view.Values)
            {
                counts[Math.Min(value - least, counts.Length - 1)]++;
            }

            Histogram histogram = ViewStatistics.WithHistogram(view.View, counts.Length, limits).Histogram;
            if (view.Layout.ElementType.Kind != MmapTool.Elements.ElementKind.Float)
            {
                Sweep.AssertSame<long>(histogram.Counts.AsSpan(), counts, $"{view} {limits}");
            }
            else if (histogram.Counts.Sum() != view.Values.Length)
            {
                Assert.Fail($"{view} {limits}: {histogram.Counts.Sum()} of {view.Values.Length}");
            }
        }
    });

    private static void Along(SweptView view, int axis, WorkLimits limits)
    {
        using AxisStatistics results = ViewStatistics.Along(view.View, axis, limits);
        long outer = Product(view.Shape[..axis]);
        long inner = Product(view.Shape[(axis + 1)..]);
        if (results.Count != outer * inner || !results.Shape.SequenceEqual([.. view.Shape[..axis], .. view.Shape[(axis + 1)..]]))
        {
            Assert.Fail($"{view} axis {axis}: results of {string.Join(",", results.Shape)}");
        }

        long[] lane = new long[view.Shape[axis]];
        for (long first = 0; first < outer; first++)
        {
            for (long second = 0; second < inner; second++)
            {
                for (long along = 0; along < lane.Length; along++)
                {
                    lane[along] = view.Values[(((first * lane.Length) + along) * inner) + second];
                }

                Compare(results[(first * inner) + second], lane, $"{view} axis {axis} cell {(first * inner) + second} {limits}");
            }
        }
    }

    private static long Product(long[] lengths) => lengths.Aggregate(1L, (product, length) => product * length);

    // The values are small integers. Their sums are exact in every type. An error in other results is either a rounding or large.
    private static void Compare(StatisticsResult result, ReadOnlySpan<long> values, string where)
    {
        long sum = 0;
        long least = long.MaxValue;
        long greatest = long.MinValue;
        foreach (long value in values)
        {
            (sum, least, greatest) = (sum + value, Math.Min(least, value), Math.Max(greatest, value));
        }

        double squares = 0;
        double mean = values.Length == 0 ? 0 : (double)sum / values.Length;
        foreach (long value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        bool isSame = result.Count == values.Length && result.NaN == 0 && result.Inf == 0 && Number(result.Sum) == sum
            && (values.IsEmpty
                ? result.Min is null && result.Max is null && result.Mean is null && result.Std is null
                : Number(result.Min) == least && Number(result.Max) == greatest && Math.Abs(Number(result.Mean) - mean) <= 1e-12 * (1 + mean)
                    && Math.Abs(Number(result.Std) - Math.Sqrt(squares / values.Length)) <= 1e-9 * (1 + mean));
        if (!isSame)
        {
            Assert.Fail($"{where}: {result} for {string.Join(",", values.ToArray())}");
        }
    }

    private static double Number(StatisticsNumber? number) => number is { } given ? given.IsInteger ? (double)given.Integer : given.Value.Real : double.NaN;
}
