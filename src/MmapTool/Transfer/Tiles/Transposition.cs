using MmapTool.Layouts;

namespace MmapTool.Transfer;

/// <summary>
/// A layout whose neighbours in memory are not neighbours in C order, cut into tiles. A tile is a box of indices, small enough to be held, which is read
/// along memory's order, turned round, and written along C order. Pure arithmetic.
/// </summary>
/// <remarks>
/// <para>A unit is an element, or as many of them as lie together in both orders. Axes are those left when neighbours that step as one are one.</para>
/// <code>
///   memory's order                 C order
///   +---------------+              +------------+
///   |  [tile]       |              |            |
///   |  -- segments  |     ->       |  [ti]  ||  |  segments
///   |               |              |  [le]  ||  |
///   +---------------+              +------------+
/// </code>
/// </remarks>
internal sealed class Transposition
{
    // Larger blocks are copied one by one as fast.
    private const long LargestUnit = 2048;

    private Transposition(long offset, int unit, long[] lengths, long[] strides, int[] nearest)
    {
        (Offset, Unit, Lengths, Strides, Nearest) = (offset, unit, lengths, strides, nearest);
        Packed = new long[lengths.Length];
        long stride = unit;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            Packed[axis] = stride;
            stride *= lengths[axis];
        }

        Fastest = [.. Enumerable.Range(0, lengths.Length).Reverse()];
    }

    /// <summary>The byte offset of the first unit in memory.</summary>
    public long Offset { get; }

    /// <summary>Bytes of a unit.</summary>
    public int Unit { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Lengths.Length;

    /// <summary>Units along each axis.</summary>
    public long[] Lengths { get; }

    /// <summary>Bytes from unit to unit along each axis, in memory.</summary>
    public long[] Strides { get; }

    /// <summary>Bytes from unit to unit along each axis, packed in C order.</summary>
    public long[] Packed { get; }

    /// <summary>The axes from the one whose units lie nearest together in memory on.</summary>
    public int[] Nearest { get; }

    /// <summary>The axes from the last one on.</summary>
    public int[] Fastest { get; }

    /// <summary>Bytes of all units.</summary>
    public long ByteLength => Packed[0] * Lengths[0];

    /// <summary>The layout as a transposition; null where its C order is memory's order already, or nearly so.</summary>
    public static Transposition? Of(Layout layout)
    {
        if (layout.IsCContiguous || layout.Count == 0 || layout.ItemSize == 0)
        {
            return null;
        }

        (List<(long Length, long Stride)> axes, long perBlock) = layout.MergedAxes();
        return Of(layout.Offset, axes, perBlock * layout.ItemSize);
    }

    /// <summary>The same for merged axes.</summary>
    public static Transposition? Of(long offset, List<(long Length, long Stride)> axes, long unit)
    {
        if (axes.Count < 2 || unit > LargestUnit)
        {
            return null;
        }

        long last = Math.Abs(axes[^1].Stride);
        if (last == 0 || !axes.Exists(axis => axis.Stride != 0 && Math.Abs(axis.Stride) < last && axis.Length > 1) || axes[^1].Length == 1)
        {
            return null;
        }

        // Repeated axes count as the farthest: their units are the same ones.
        long[] strides = [.. axes.Select(axis => axis.Stride)];
        int[] nearest = [.. Enumerable.Range(0, axes.Count).OrderBy(axis => strides[axis] == 0 ? long.MaxValue : Math.Abs(strides[axis]))];
        return new(offset, (int)unit, [.. axes.Select(axis => axis.Length)], strides, nearest);
    }

    /// <summary>Cuts all of it into tiles: both sides' segments grow in turn until the tile has as many bytes as it may.</summary>
    /// <param name="budget">The most bytes of a tile; a unit at least.</param>
    /// <param name="weight">How many times as long segments shall be in memory's order as in C order.</param>
    public TileGrid Cut(long budget, double weight) => new(Lengths, TileLengths(Lengths, budget, weight));

    /// <summary>The lengths of tiles of a box of these lengths.</summary>
    public int[] TileLengths(ReadOnlySpan<long> box, long budget, double weight)
    {
        int[] tile = new int[Rank];
        Array.Fill(tile, 1);
        long bytes = Unit;
        bool near = true;
        bool fast = true;
        while (near || fast)
        {
            bool growsNear = near && (!fast || Segment(Nearest, box, tile) < Segment(Fastest, box, tile) * weight);
            if (!Grow(growsNear ? Nearest : Fastest, box, tile, budget, ref bytes))
            {
                (near, fast) = growsNear ? (false, fast) : (near, false);
            }
        }

        return tile;
    }

    private long Segment(int[] order, ReadOnlySpan<long> box, int[] tile)
    {
        long bytes = Unit;
        foreach (int axis in order)
        {
            bytes *= tile[axis];
            if (tile[axis] < box[axis])
            {
                break;
            }
        }

        return bytes;
    }

    private static bool Grow(int[] order, ReadOnlySpan<long> box, int[] tile, long budget, ref long bytes)
    {
        foreach (int axis in order)
        {
            if (tile[axis] == box[axis])
            {
                continue;
            }

            long most = Math.Min(int.MaxValue, budget / (bytes / tile[axis]));
            long grown = Math.Min(Math.Min(box[axis], 2L * tile[axis]), most);
            if (grown <= tile[axis])
            {
                return false;
            }

            bytes = bytes / tile[axis] * grown;
            tile[axis] = (int)grown;
            return true;
        }

        return false;
    }
}
