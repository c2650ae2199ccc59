namespace MmapTool.Layouts;

/// <summary>The bytes of a box of units, from their addresses: which of them comes next. Used by one thread at a time.</summary>
/// <param name="strides">Bytes from unit to unit along each axis.</param>
/// <param name="unit">Bytes of a unit, at least one.</param>
internal sealed class BoxPlaces(ReadOnlySpan<long> strides, long unit)
{
    private readonly long[] strides = strides.ToArray();

    // The axes along which units move, the farthest apart first.
    private readonly int[] order = FarthestFirst(strides);
    private readonly long[] lengths = new long[strides.Length];

    // So many of those axes have gaps between what lies inside them; the block is what does without.
    private int apart;
    private long block;

    /// <summary>The first byte.</summary>
    public long Lower { get; private set; }

    /// <summary>One past the last.</summary>
    public long Upper { get; private set; }

    /// <summary>Takes up another box.</summary>
    /// <param name="offset">The unit at the first index of every axis.</param>
    /// <param name="extent">Units along each axis, at least one.</param>
    public void Set(long offset, ReadOnlySpan<long> extent)
    {
        (apart, block) = (0, unit);
        long reach = unit;
        for (int index = order.Length - 1; index >= 0; index--)
        {
            int axis = order[index];
            long stride = Math.Abs(strides[axis]);
            lengths[index] = extent[axis];
            offset += strides[axis] < 0 ? (extent[axis] - 1) * strides[axis] : 0;
            if (extent[axis] == 1)
            {
                continue;
            }

            // Where the steps of an axis meet what lies inside it, all of that counts as one block.
            if (stride < reach || (stride == reach && apart == 0))
            {
                (apart, block) = (0, reach + ((extent[axis] - 1) * stride));
            }
            else
            {
                apart = apart == 0 ? index + 1 : apart;
            }

            reach += (extent[axis] - 1) * stride;
        }

        (Lower, Upper) = (offset, offset + reach);
    }

    /// <summary>The first byte of the box at or after an address; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Next(long address) => address >= Upper ? long.MaxValue : Next(0, Lower, address);

    /// <summary>Whether all of it lies in holes of a file. Data between them that it does not touch is passed over.</summary>
    /// <param name="nextHole">The first hole at or after an offset inside the file.</param>
    /// <param name="length">Bytes of the file.</param>
    public bool IsInHoles(Func<long, (long Start, long End)> nextHole, long length)
    {
        for (long place = Lower; Upper <= length && place < length;)
        {
            (long start, long end) = nextHole(place);
            if (start > place || end <= place)
            {
                return false;
            }

            place = Next(end);
            if (place == long.MaxValue)
            {
                return true;
            }
        }

        return false;
    }

    private long Next(int index, long place, long address)
    {
        if (address <= place)
        {
            return place;
        }

        if (index >= apart)
        {
            return address < place + block ? address : long.MaxValue;
        }

        if (lengths[index] == 1)
        {
            return Next(index + 1, place, address);
        }

        long stride = Math.Abs(strides[order[index]]);
        long step = (address - place) / stride;
        if (step < lengths[index] && Next(index + 1, place + (step * stride), address) is var inside and < long.MaxValue)
        {
            return inside;
        }

        return step + 1 < lengths[index] ? place + ((step + 1) * stride) : long.MaxValue;
    }

    private static int[] FarthestFirst(ReadOnlySpan<long> strides)
    {
        long[] all = strides.ToArray();
        return [.. Enumerable.Range(0, all.Length).Where(axis => all[axis] != 0).OrderByDescending(axis => Math.Abs(all[axis]))];
    }
}
