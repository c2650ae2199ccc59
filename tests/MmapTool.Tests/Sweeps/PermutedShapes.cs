using MmapTool.Testing;

namespace MmapTool.Tests.Sweeps;

/// <summary>A shape that lies packed in memory, and a view of it that has the axes in another order, some of them reversed.</summary>
/// <param name="Shape">The lengths in memory's order, slowest first.</param>
/// <param name="Axes">Axis i of the view is axis <c>Axes[i]</c> of the shape.</param>
/// <param name="Reversed">A bit for each axis of the view that goes backwards.</param>
internal sealed record PermutedShape(long[] Shape, int[] Axes, int Reversed)
{
    public override string ToString() =>
        $"({string.Join(",", Shape)}).transpose({string.Join(",", Axes)})" + (Reversed == 0 ? "" : $"[{string.Join(",", Axes.Select((_, axis) => (Reversed >> axis & 1) == 0 ? ":" : "::-1"))}]");
}

/// <summary>Every permutation of every shape of a few axes: all of them in the soak, some of each rank in a usual run.</summary>
internal static class PermutedShapes
{
    // Shapes of which a usual run takes every permutation: those of four and five axes in which neighbours merge in some orders and not in others.
    private static readonly long[][] AlwaysWhole = [[2, 3, 2, 2], [3, 1, 2, 4], [2, 0, 3, 1], [2, 2, 3, 2, 2], [3, 2, 1, 2, 3]];

    private const int Drawn = 400;

    public static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    /// <summary>The permutations of this run. The seed is printed, and may be given.</summary>
    public static IEnumerable<PermutedShape> Some()
    {
        if (IsSoak)
        {
            return All();
        }

        Random random = new(Seeds.Next("permuted shapes"));
        return AlwaysWhole.SelectMany(Permutations).Concat(Enumerable.Range(0, Drawn).Select(_ => Draw(random)));
    }

    /// <summary>
    /// Up to five axes of 0 to 3, up to four of 1 to 4, five of 2 and 4. Each permutation comes once as it is, and once with some axes reversed.
    /// </summary>
    public static IEnumerable<PermutedShape> All() =>
        Enumerable.Range(0, 6).SelectMany(rank => Shapes(rank, [0, 1, 2, 3]))
            .Concat(Enumerable.Range(1, 4).SelectMany(rank => Shapes(rank, [1, 2, 3, 4])).Where(shape => shape.Contains(4)))
            .Concat(Shapes(5, [2, 4]).Where(shape => shape.Contains(4)))
            .SelectMany(Permutations);

    private static IEnumerable<PermutedShape> Permutations(long[] shape)
    {
        foreach (int[] axes in Orders([], shape.Length))
        {
            yield return new(shape, axes, 0);

            // Each order reverses other axes, and at least one.
            int reversed = (1 + (31 * axes.Aggregate(0, (hash, axis) => (7 * hash) + axis))) & ((1 << shape.Length) - 1);
            if (reversed != 0)
            {
                yield return new(shape, axes, reversed);
            }
        }
    }

    private static PermutedShape Draw(Random random)
    {
        int rank = random.Next(6);
        long[] shape = [.. Enumerable.Range(0, rank).Select(_ => random.Next(12) == 0 ? 0L : random.Next(1, 5))];
        int[] axes = [.. Enumerable.Range(0, rank)];
        random.Shuffle(axes);
        return new(shape, axes, random.Next(2) == 0 ? 0 : random.Next(1 << rank));
    }

    private static IEnumerable<long[]> Shapes(int rank, long[] lengths) => rank == 0
        ? [[]]
        : Shapes(rank - 1, lengths).SelectMany(shape => lengths.Select(length => (long[])[.. shape, length]));

    private static IEnumerable<int[]> Orders(int[] begun, int rank) => begun.Length == rank
        ? [begun]
        : Enumerable.Range(0, rank).Where(axis => !begun.Contains(axis)).SelectMany(axis => Orders([.. begun, axis], rank));
}
