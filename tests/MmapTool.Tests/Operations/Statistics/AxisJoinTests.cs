using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Statistics;

/// <summary>Groups of an axis that lie across blocks and segments: few, and three or more, with the usual sizes and with near ones.</summary>
public sealed class AxisJoinTests
{
    [Test]
    public void A_row_of_many_segments_has_all_its_elements()
    {
        // Two rows of 32 MiB, in segments of 4 MiB.
        using TemporaryFolder folder = new();
        using DataFile file = DataFile.Open(folder.Sparse("sparse", 64 << 20));
        using AxisStatistics rows = ViewStatistics.Along(file.View("u1(2,-1)"), 1, new());
        Assert.That(Enumerable.Range(0, 2).Select(row => rows[row].Count), Is.EqualTo(new[] { 33_554_432L, 33_554_432L }));
    }

    /// <summary>About 10 kB, in which each group lies across as many segments as its length and theirs make it.</summary>
    [Test]
    public void Groups_across_any_number_of_segments_are_joined(
        [Values("(2,5000)", "(3,1700,2)", "(5000,2)", "(7,11,131)", "(131,11,7)", "(2,2,1250,2)", "(1,10000)", "(10000,1)")] string shape,
        [Values(1, 3, 64, 1000)] int block,
        [Values(1, 2, 5)] int blocks,
        [Values(1, 3)] int threads)
    {
        long[] lengths = [.. shape.Trim('(', ')').Split(',').Select(long.Parse)];
        byte[] bytes = new byte[lengths.Aggregate(1L, (product, length) => product * length)];
        new Random(5).NextBytes(bytes);
        MemoryView packed = MemoryView.Over(bytes).Reshape([.. lengths]);
        WorkLimits limits = new() { Threads = threads, BlockBytes = block, SegmentBytes = block * blocks };
        foreach (bool isTransposed in (bool[])[false, true])
        {
            MemoryView view = isTransposed ? packed.Transpose() : packed;
            for (int axis = 0; axis < view.Rank; axis++)
            {
                // In the transposed view the same axis has another number.
                int place = isTransposed ? lengths.Length - 1 - axis : axis;
                long inner = lengths[(place + 1)..].Aggregate(1L, (product, length) => product * length);
                long outer = lengths[..place].Aggregate(1L, (product, length) => product * length);
                Dictionary<string, int> expected = [];
                for (long first = 0; first < outer; first++)
                {
                    for (long second = 0; second < inner; second++)
                    {
                        (long sum, byte least, byte greatest) = (0, byte.MaxValue, 0);
                        for (long along = 0; along < lengths[place]; along++)
                        {
                            byte value = bytes[(((first * lengths[place]) + along) * inner) + second];
                            (sum, least, greatest) = (sum + value, Math.Min(least, value), Math.Max(greatest, value));
                        }

                        string cell = $"{lengths[place]} {least} {greatest} {sum}";
                        expected[cell] = expected.GetValueOrDefault(cell) + 1;
                    }
                }

                // The sweeps check the order of the cells. This checks that each cell has all its elements.
                using AxisStatistics results = ViewStatistics.Along(view, axis, limits);
                for (long index = 0; index < results.Count; index++)
                {
                    StatisticsResult result = results[index];
                    string cell = $"{result.Count} {result.Min} {result.Max} {result.Sum}";
                    if (!expected.TryGetValue(cell, out int left) || left == 0)
                    {
                        Assert.Fail($"{shape}{(isTransposed ? ".T" : "")} axis {axis}, result {index}: {cell}");
                    }

                    expected[cell] = left - 1;
                }

                Assert.That(results.Count, Is.EqualTo(outer * inner));
            }
        }
    }
}
