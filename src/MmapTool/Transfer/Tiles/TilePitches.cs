namespace MmapTool.Transfer;

/// <summary>How a tile is held in a buffer: axes in an order, fastest first.</summary>
internal static class TilePitches
{
    // Rows at a multiple of the page's length would all meet in the same few places of the processor's cache.
    private const int Page = 4096;
    private const int Padding = 64;

    /// <summary>Bytes from unit to unit along each axis.</summary>
    /// <param name="order">The axes, fastest first.</param>
    /// <param name="extent">Units along each axis.</param>
    /// <param name="unit">Bytes of a unit.</param>
    /// <param name="pitches">The answer.</param>
    /// <param name="whole">Lengths of axes that stay together with the next one where the tile has all of them, so that they can be moved at once; none for none.</param>
    /// <returns>Bytes of the whole.</returns>
    public static int Lay(ReadOnlySpan<int> order, ReadOnlySpan<int> extent, int unit, Span<int> pitches, ReadOnlySpan<long> whole = default)
    {
        int pitch = unit;
        foreach (int axis in order)
        {
            pitches[axis] = pitch;
            pitch = checked(pitch * extent[axis]);
            bool together = !whole.IsEmpty && extent[axis] == whole[axis];
            if (extent[axis] > 1 && pitch >= Page && pitch % 1024 == 0 && !together)
            {
                pitch += Padding;
            }
        }

        return pitch;
    }

    /// <summary>Bytes that hold every tile of at most these extents: a shorter one may be padded where this one is not.</summary>
    public static int Most(ReadOnlySpan<int> order, ReadOnlySpan<int> extent, int unit)
    {
        int pitch = unit;
        foreach (int axis in order)
        {
            pitch = checked(pitch * extent[axis]);
            pitch += pitch >= Page ? Padding : 0;
        }

        return pitch;
    }
}
