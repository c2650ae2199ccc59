using System.Collections.Immutable;

namespace MmapTool.Notation;

/// <summary>One axis of a <see cref="StridedGroup"/>: of <paramref name="Slots"/> rows every <paramref name="Step"/>th, <paramref name="Count"/> of them.</summary>
/// <param name="Count">Elements along the axis.</param>
/// <param name="Step">The step of the slice that picks them.</param>
/// <param name="Slots">How many rows there are to pick from.</param>
internal readonly record struct StridedLevel(long Count, long Step, long Slots);

/// <summary>
/// Axes that are cut out of one contiguous row together: the row is divided into chunks, every so-many-th chunk is kept, and those
/// are arranged by the axes' slots. All numbers count units, which are bytes or elements.
/// </summary>
/// <param name="Chunk">Units of a chunk.</param>
/// <param name="Inner">Units inside a chunk that are wanted.</param>
/// <param name="Stride">Units from one kept chunk to the next.</param>
/// <param name="Levels">The axes, slowest first; their slots are together the number of kept chunks.</param>
internal sealed record StridedGroup(long Chunk, long Inner, long Stride, ImmutableArray<StridedLevel> Levels)
{
    /// <summary>The chunks that are kept.</summary>
    public long Kept => Levels.Aggregate(1L, (product, level) => product * level.Slots);

    /// <summary>Units of the row, from the first chunk to the end of the last.</summary>
    public Int128 Length => ((Int128)(Kept - 1) * Stride) + Chunk;

    /// <summary>A group of one axis.</summary>
    public static StridedGroup Single(long chunk, long inner, long count, long stride, long gridStride)
    {
        long step = stride / gridStride;
        return new(chunk, inner, gridStride, [new(count, step, ((count - 1) * step) + 1)]);
    }

    /// <summary>The same group with one more, slower axis, or <see langword="null"/> where its stride is no multiple of the group's.</summary>
    public StridedGroup? With(long count, long stride)
    {
        long within = Kept / Levels[0].Slots;
        Int128 row = (Int128)within * Stride;
        if (row > stride || stride % (long)row != 0)
        {
            return null;
        }

        foreach (long slots in StridedDecomposition.Divisors(stride / (long)row))
        {
            if (slots >= Levels[0].Slots)
            {
                long step = stride / (slots * (long)row);
                return this with
                {
                    Levels = [new(count, step, ((count - 1) * step) + 1), Levels[0] with { Slots = slots }, .. Levels.Skip(1)],
                };
            }
        }

        return null;
    }
}
