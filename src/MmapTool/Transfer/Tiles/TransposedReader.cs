using System.Buffers;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>Reads elements of transposed layouts, a tile at a time: each segment of memory once, where an element at a time would touch it often.</summary>
internal static class TransposedReader
{
    // TileBytes is the bytes of a tile: as many as stay in the processor's cache while they are turned round. Weight is how many times as long segments of
    // memory are as those of the destination. The destination is memory too and needs but whole lines of the cache.
    internal const int TileBytes = 512 << 10;
    internal const int Weight = 64;

    /// <summary>Whether elements are read faster this way, and the more so the more are asked for at once.</summary>
    public static bool Gains(Layout layout) => Transposition.Of(layout) is not null;

    /// <summary>Copies elements from number <paramref name="first"/> on (in C order) to the destination, packed.</summary>
    /// <param name="read">Reads the memory.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Room for them.</param>
    /// <param name="tileBytes">Bytes of a tile, and a unit at least.</param>
    /// <returns>False, with nothing read, for a layout that gains nothing by it.</returns>
    public static bool TryRead(IByteSource read, Layout layout, long first, long count, Span<byte> destination, int tileBytes = TileBytes)
    {
        if (layout.IsCContiguous || count < 2)
        {
            return false;
        }

        (List<(long Length, long Stride)> axes, long perBlock) = layout.MergedAxes();
        if (axes.Count < 2 || Transposition.Of(layout.Offset, axes, perBlock * layout.ItemSize) is null || count / perBlock / axes[^1].Length < 2)
        {
            return false;
        }

        // Whole units by tiles, what is cut off at both ends by runs.
        long lead = Math.Min(count, (perBlock - (first % perBlock)) % perBlock);
        long whole = (count - lead) / perBlock;
        Runs(read, layout, first, lead, ref destination);
        Region region = new(read, axes, (int)(perBlock * layout.ItemSize), tileBytes);
        region.Read(0, layout.Offset, (first + lead) / perBlock, whole, ref destination);
        Runs(read, layout, first + lead + (whole * perBlock), count - lead - (whole * perBlock), ref destination);
        return true;
    }

    /// <summary>The same for any layout.</summary>
    public static void Read(IByteSource read, Layout layout, long first, long count, Span<byte> destination, int tileBytes = TileBytes)
    {
        if (!TryRead(read, layout, first, count, destination, tileBytes))
        {
            Runs(read, layout, first, count, ref destination);
        }
    }

    private static void Runs(IByteSource read, Layout layout, long first, long count, ref Span<byte> destination)
    {
        foreach (StridedRun run in layout.Runs(first, count))
        {
            // A part of the destination.
            int length = (int)run.ByteLength;
            RunReading.Read(read, run, destination[..length]);
            destination = destination[length..];
        }
    }

    // Consecutive units are a box between two incomplete ends. Each end has the same form with one axis less.
    private sealed class Region(IByteSource read, List<(long Length, long Stride)> axes, int unit, int tileBytes)
    {
        public void Read(int axis, long offset, long first, long count, ref Span<byte> destination)
        {
            if (count == 0)
            {
                return;
            }

            if (axis == axes.Count - 1)
            {
                int length = (int)count * unit;
                RunReading.Read(read, new(offset + (first * axes[axis].Stride), count, count > 1 ? axes[axis].Stride : 0, unit), destination[..length]);
                destination = destination[length..];
                return;
            }

            long inner = 1;
            for (int other = axis + 1; other < axes.Count; other++)
            {
                inner *= axes[other].Length;
            }

            (long row, long inRow) = Math.DivRem(first, inner);
            long stride = axes[axis].Stride;
            if (inRow > 0)
            {
                long part = Math.Min(count, inner - inRow);
                Read(axis + 1, offset + (row * stride), inRow, part, ref destination);
                count -= part;
                row++;
            }

            long rows = count / inner;
            if (rows > 0)
            {
                Box([(rows, stride), .. axes.Skip(axis + 1)], offset + (row * stride), ref destination);
            }

            Read(axis + 1, offset + ((row + rows) * stride), 0, count - (rows * inner), ref destination);
        }

        private void Box(List<(long Length, long Stride)> box, long offset, ref Span<byte> destination)
        {
            box.RemoveAll(axis => axis.Length == 1);
            if (Transposition.Of(offset, box, unit) is not { } transposition)
            {
                long total = box.Aggregate(1L, (product, axis) => product * axis.Length);
                new Region(read, box.Count > 0 ? box : [(1, 0)], unit, tileBytes).Plain(offset, total, ref destination);
                return;
            }

            TileGrid grid = transposition.Cut(tileBytes, Weight);
            Span<long> origin = stackalloc long[Layout.MaximumRank];
            Span<int> extent = stackalloc int[Layout.MaximumRank];
            Span<int> near = stackalloc int[Layout.MaximumRank];
            Span<int> packed = stackalloc int[Layout.MaximumRank];
            for (int axis = 0; axis < transposition.Rank; axis++)
            {
                // Inside the destination.
                packed[axis] = (int)transposition.Packed[axis];
            }

            byte[] tile = ArrayPool<byte>.Shared.Rent(TilePitches.Most(transposition.Nearest, grid.Whole, unit));
            try
            {
                for (long number = 0; number < grid.Count; number++)
                {
                    grid.Place(number, origin, extent);
                    int length = TilePitches.Lay(transposition.Nearest, extent, unit, near);
                    TileTransfer.Read(read, transposition, origin, extent, tile.AsSpan(0, length), near);
                    int place = 0;
                    for (int axis = 0; axis < transposition.Rank; axis++)
                    {
                        place += (int)origin[axis] * packed[axis];
                    }

                    TileTransfer.Turn(transposition, extent, tile.AsSpan(0, length), near, destination[place..], packed);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(tile);
            }

            destination = destination[(int)transposition.ByteLength..];
        }

        // All units, row by row: the box has nothing to turn round.
        private void Plain(long offset, long count, ref Span<byte> destination)
        {
            (long rowLength, long rowStride) = axes[^1];
            for (long done = 0; done < count; done += rowLength)
            {
                long place = offset;
                long row = done / rowLength;
                for (int axis = axes.Count - 2; axis >= 0; axis--)
                {
                    (row, long index) = Math.DivRem(row, axes[axis].Length);
                    place += index * axes[axis].Stride;
                }

                int length = (int)rowLength * unit;
                RunReading.Read(read, new(place, rowLength, rowLength > 1 ? rowStride : 0, unit), destination[..length]);
                destination = destination[length..];
            }
        }
    }
}
