using MmapTool.Transfer;

namespace MmapTool.Tests.Transfer;

/// <summary>How tiles lie in buffers: no two units in one place, and none outside.</summary>
public sealed class TilePitchesTests
{
    [Test]
    public void Every_shorter_tile_fits_where_the_longest_does()
    {
        Random random = new(11);
        for (int round = 0; round < 20_000; round++)
        {
            (int[] order, int[] extent, int unit) = Tile(random);
            int[] shorter = [.. extent.Select(length => random.Next(2) == 0 ? length : random.Next(1, length + 1))];
            long[] whole = [.. extent.Select(length => length + (random.Next(2) == 0 ? 0L : 1L))];
            int[] pitches = new int[order.Length];
            int bytes = TilePitches.Lay(order, shorter, unit, pitches, random.Next(2) == 0 ? whole : default);
            Assert.That(bytes, Is.LessThanOrEqualTo(TilePitches.Most(order, extent, unit)), string.Join(',', shorter));
            long last = order.Sum(axis => (long)pitches[axis] * (shorter[axis] - 1));
            Assert.That(last + unit, Is.LessThanOrEqualTo(bytes));
        }
    }

    [Test]
    public void A_tile_one_shorter_than_another_may_be_longer_in_memory()
    {
        int[] pitches = new int[2];
        int longer = TilePitches.Lay([1, 0], [100, 1025], 4, pitches);
        int shorter = TilePitches.Lay([1, 0], [100, 1024], 4, pitches);
        Assert.That(shorter, Is.GreaterThan(longer), "this is why buffers are taken for the most");
    }

    [Test]
    public void Axes_that_a_tile_has_all_of_lie_together()
    {
        int[] pitches = new int[3];
        int bytes = TilePitches.Lay([2, 1, 0], [5, 8, 2048], 4, pitches, [100, 8, 2048]);
        Assert.That(pitches, Is.EqualTo((int[])[65536, 8192, 4]));
        Assert.That(bytes, Is.GreaterThanOrEqualTo(5 * 65536));
    }

    private static (int[] Order, int[] Extent, int Unit) Tile(Random random)
    {
        int rank = random.Next(1, 5);
        int[] order = [.. Enumerable.Range(0, rank).OrderBy(_ => random.Next())];
        int[] extent = [.. order.Select(_ => random.Next(4) == 0 ? 1 << random.Next(12) : random.Next(1, 60))];
        while (extent.Aggregate(1L, (product, length) => product * length) > 1_000_000)
        {
            extent[Array.IndexOf(extent, extent.Max())] /= 2;
        }

        return (order, extent, 1 << random.Next(6));
    }
}
