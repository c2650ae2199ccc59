namespace MmapTool.Views;

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
    /// <returns>Bytes of the whole.</returns>
    public static int Lay(ReadOnlySpan<int> order, ReadOnlySpan<int> extent, int unit, Span<int> pitches)
    {
        int pitch = unit;
        foreach (int axis in order)
        {
            pitches[axis] = pitch;
            pitch = checked(pitch * extent[axis]);
            if (extent[axis] > 1 && pitch >= Page && pitch % 1024 == 0)
            {
                pitch += Padding;
            }
        }

        return pitch;
    }
}
