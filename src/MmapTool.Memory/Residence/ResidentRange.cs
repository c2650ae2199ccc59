namespace MmapTool.Memory;

/// <summary>
/// Counts the bytes of a shared mapping that a lease has made resident, and says when to let go of them. Mapped pages count as the process's own
/// memory for as long as they are mapped. So a pass over a file would otherwise need as much memory as the file has bytes.
/// </summary>
internal struct ResidentRange
{
    // A touched page brings its neighbours along: the kernel maps 64 KiB around a fault, and where the page cache has large pages all of that, 2 MiB.
    private const int BlockBits = 21;

    private long _low;
    private long _high;
    private long _lastFirst;
    private long _lastPast;

    /// <summary>Bytes touched since the last release, in whole blocks.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a window. True where what was touched before it is over the budget: release <paramref name="range"/>.</summary>
    public bool Touch(long offset, long length, long budget, out (long Start, long End) range)
    {
        long first = offset >> BlockBits;
        long past = ((offset + length - 1) >> BlockBits) + 1;
        range = default;
        if (first >= _lastFirst && past <= _lastPast)
        {
            return false;
        }

        long added = past - Math.Max(first, first >= _lastFirst ? Math.Min(_lastPast, past) : first);
        (_lastFirst, _lastPast) = (first, past);
        bool over = Count > 0 && Count + (added << BlockBits) > budget;
        if (over)
        {
            // The blocks that the window shares with the one before it go as well, and are touched again.
            range = Take();
            added = past - first;
        }

        (_low, _high) = Count == 0 ? (first, past) : (Math.Min(_low, first), Math.Max(_high, past));
        Count += added << BlockBits;
        return over;
    }

    /// <summary>The bytes between the lowest and the highest touched, which count from here as released.</summary>
    public (long Start, long End) Take()
    {
        Count = 0;
        return (_low << BlockBits, _high << BlockBits);
    }
}
