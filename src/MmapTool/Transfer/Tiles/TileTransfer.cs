using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>A tile between its places in a memory and a buffer, and from one buffer to another.</summary>
internal static class TileTransfer
{
    /// <summary>Reads a tile into a buffer laid along memory's order.</summary>
    public static void Read(IByteSource read, Transposition of, ReadOnlySpan<long> origin, ReadOnlySpan<int> extent, Span<byte> buffer, ReadOnlySpan<int> pitches)
    {
        long offset = of.Offset;
        for (int axis = 0; axis < of.Rank; axis++)
        {
            offset += origin[axis] * of.Strides[axis];
        }

        (int taken, int block) = Together(of.Nearest, of.Strides, extent, pitches, of.Unit);
        int row = taken < of.Rank ? of.Nearest[taken] : -1;
        bool hasRow = row >= 0 && pitches[row] == block;
        int count = hasRow ? extent[row] : 1;
        StridedRun run = new(0, count, count > 1 ? of.Strides[row] : 0, block);
        int length = block * count;
        ReadOnlySpan<int> outer = of.Nearest.AsSpan(taken + (hasRow ? 1 : 0));
        Span<int> index = stackalloc int[Layout.MaximumRank];
        int place = 0;
        do
        {
            RunReading.Read(read, run with { Offset = offset }, buffer.Slice(place, length));
        }
        while (Next(outer, extent, index, of.Strides, ref offset, pitches, ref place));
    }

    /// <summary>Writes a buffer laid along C order to the places of a tile in a packed whole that begins at <paramref name="start"/>.</summary>
    public static void Write(
        Action<long, ReadOnlySpan<byte>> write, long start, Transposition of, ReadOnlySpan<long> origin, ReadOnlySpan<int> extent, ReadOnlySpan<byte> buffer, ReadOnlySpan<int> pitches)
    {
        long offset = start;
        for (int axis = 0; axis < of.Rank; axis++)
        {
            offset += origin[axis] * of.Packed[axis];
        }

        (int taken, int block) = Together(of.Fastest, of.Packed, extent, pitches, of.Unit);
        ReadOnlySpan<int> outer = of.Fastest.AsSpan(taken);
        Span<int> index = stackalloc int[Layout.MaximumRank];
        int place = 0;
        do
        {
            write(offset, buffer.Slice(place, block));
        }
        while (Next(outer, extent, index, of.Packed, ref offset, pitches, ref place));
    }

    /// <summary>Turns a tile round: from a buffer laid along memory's order to one where the last axis is the fastest.</summary>
    /// <param name="of">The whole.</param>
    /// <param name="extent">Units along each axis.</param>
    /// <param name="source">The one buffer.</param>
    /// <param name="from">Its pitches.</param>
    /// <param name="destination">The other.</param>
    /// <param name="to">Its pitches; the last axis' is a unit.</param>
    public static void Turn(
        Transposition of, ReadOnlySpan<int> extent, ReadOnlySpan<byte> source, ReadOnlySpan<int> from, Span<byte> destination, ReadOnlySpan<int> to)
    {
        int last = of.Rank - 1;
        int near = First(of.Nearest, extent);
        Span<int> outer = stackalloc int[Layout.MaximumRank];
        int count = 0;
        foreach (int axis in of.Fastest)
        {
            if (axis != near && axis != last && extent[axis] > 1)
            {
                outer[count++] = axis;
            }
        }

        outer = outer[..count];
        Span<int> index = stackalloc int[Layout.MaximumRank];
        int place = 0;
        long other = 0;
        do
        {
            ReadOnlySpan<byte> units = source[place..];
            Span<byte> turned = destination[(int)other..];
            if (near != last && extent[last] > 1)
            {
                TileTranspose.Copy(units, from[last], turned, to[near], extent[last], extent[near], of.Unit);
            }
            else
            {
                Spread(units[..(extent[near] * of.Unit)], of.Unit, turned, to[near]);
            }
        }
        while (NextPlace(outer, extent, index, to, ref other, from, ref place));
    }

    // Only one of the two axes is left, or they are one: its units lie together in the source.
    private static void Spread(ReadOnlySpan<byte> units, int unit, Span<byte> destination, int pitch)
    {
        if (pitch == unit)
        {
            units.CopyTo(destination);
        }
        else
        {
            BlockCopy.Scatter(units, unit, units.Length / unit, destination, 0, pitch);
        }
    }

    // How many of the fastest axes lie together both in the memory and in the buffer, and their bytes.
    private static (int Taken, int Block) Together(int[] order, long[] strides, ReadOnlySpan<int> extent, ReadOnlySpan<int> pitches, int unit)
    {
        int block = unit;
        for (int taken = 0; taken < order.Length; taken++)
        {
            int axis = order[taken];
            if (extent[axis] == 1)
            {
                continue;
            }

            if (strides[axis] != block || pitches[axis] != block)
            {
                return (taken, block);
            }

            block *= extent[axis];
        }

        return (order.Length, block);
    }

    private static int First(int[] order, ReadOnlySpan<int> extent)
    {
        foreach (int axis in order)
        {
            if (extent[axis] > 1)
            {
                return axis;
            }
        }

        return order[0];
    }

    // Goes on to the next index of these axes, the first of them fastest, and moves both places along.
    private static bool Next(
        ReadOnlySpan<int> axes, ReadOnlySpan<int> extent, Span<int> index, ReadOnlySpan<long> strides, ref long offset, ReadOnlySpan<int> pitches, ref int place)
    {
        foreach (int axis in axes)
        {
            offset += strides[axis];
            place += pitches[axis];
            if (++index[axis] < extent[axis])
            {
                return true;
            }

            offset -= strides[axis] * extent[axis];
            place -= pitches[axis] * extent[axis];
            index[axis] = 0;
        }

        return false;
    }

    private static bool NextPlace(
        ReadOnlySpan<int> axes, ReadOnlySpan<int> extent, Span<int> index, ReadOnlySpan<int> strides, ref long offset, ReadOnlySpan<int> pitches, ref int place)
    {
        foreach (int axis in axes)
        {
            offset += strides[axis];
            place += pitches[axis];
            if (++index[axis] < extent[axis])
            {
                return true;
            }

            offset -= (long)strides[axis] * extent[axis];
            place -= pitches[axis] * extent[axis];
            index[axis] = 0;
        }

        return false;
    }
}
