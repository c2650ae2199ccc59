using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>
/// A window of a lease that is kept as long as the next bytes lie in it. A request to the lease costs hundreds of nanoseconds, and a block may have one byte.
/// </summary>
internal ref struct ReadWindow(MemoryLease lease, long lower, long upper)
{
    private ReadOnlySpan<byte> window;
    private long start;

    /// <summary>Bytes of a window for several pieces.</summary>
    public readonly int Best => lease.BestWindow;

    /// <summary>These bytes of the memory.</summary>
    public ReadOnlySpan<byte> At(long offset, int length)
    {
        long into = offset - start;
        if (into >= 0 && into + length <= window.Length)
        {
            return window.Slice((int)into, length);
        }

        (start, int size) = WindowPlacement.Around(offset, length, lower, upper, start);
        window = lease.Read(start, size);
        return window.Slice((int)(offset - start), length);
    }

    /// <summary>These bytes of the memory, whose neighbours nobody will ask for.</summary>
    public ReadOnlySpan<byte> Alone(long offset, int length)
    {
        window = lease.Read(offset, length);
        start = offset;
        return window;
    }
}

/// <summary>The same for writing.</summary>
internal ref struct WriteWindow(MemoryLease lease, long lower, long upper)
{
    private Span<byte> window;
    private long start;

    /// <summary>These bytes of the memory.</summary>
    public Span<byte> At(long offset, int length)
    {
        long into = offset - start;
        if (into >= 0 && into + length <= window.Length)
        {
            return window.Slice((int)into, length);
        }

        (start, int size) = WindowPlacement.Around(offset, length, lower, upper, start);
        window = lease.Write(start, size);
        return window.Slice((int)(offset - start), length);
    }
}

/// <summary>Where a window goes.</summary>
internal static class WindowPlacement
{
    // A small piece is seldom alone, so a few pages of neighbours are read too. They may be read in vain.
    private const int Neighbourhood = 64 << 10;

    /// <summary>A window over these bytes, and for small pieces over what comes next in the direction of travel, inside the view.</summary>
    /// <param name="offset">The first byte that is needed.</param>
    /// <param name="length">How many are needed.</param>
    /// <param name="lower">The lowest byte of the view.</param>
    /// <param name="upper">One past the highest byte of the view.</param>
    /// <param name="previous">Where the window was before.</param>
    public static (long Start, int Length) Around(long offset, int length, long lower, long upper, long previous)
    {
        if (length >= Neighbourhood)
        {
            return (offset, length);
        }

        if (offset >= previous)
        {
            return (offset, (int)Math.Max(length, Math.Min(Neighbourhood, upper - offset)));
        }

        long start = Math.Min(offset, Math.Max(lower, offset + length - Neighbourhood));
        return (start, (int)(offset + length - start));
    }
}
