namespace MmapTool.Transfer;

/// <summary>A box of indices cut into tiles, numbered in C order; those at the far ends may be shorter.</summary>
/// <param name="lengths">The box.</param>
/// <param name="tile">A tile, no longer than the box along any axis.</param>
internal readonly struct TileGrid(long[] lengths, int[] tile)
{
    /// <summary>The extents of a whole tile.</summary>
    public ReadOnlySpan<int> Whole => tile;

    /// <summary>How many tiles there are.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            for (int axis = 0; axis < tile.Length; axis++)
            {
                count *= (lengths[axis] + tile[axis] - 1) / tile[axis];
            }

            return count;
        }
    }

    /// <summary>Where a tile begins in the box, and how long it is, along each axis.</summary>
    public void Place(long number, Span<long> origin, Span<int> extent)
    {
        for (int axis = tile.Length - 1; axis >= 0; axis--)
        {
            (number, long index) = Math.DivRem(number, (lengths[axis] + tile[axis] - 1) / tile[axis]);
            origin[axis] = index * tile[axis];

            // No longer than a tile, whose bytes are those of a buffer.
            extent[axis] = (int)Math.Min(tile[axis], lengths[axis] - origin[axis]);
        }
    }
}
