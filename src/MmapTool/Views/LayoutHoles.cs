namespace MmapTool.Views;

/// <summary>
/// How many consecutive elements of a layout lie in one hole of a file, so that they are zeros without being read. Asked by one thread at a time;
/// cheapest forwards.
/// </summary>
/// <param name="layout">The elements, counted in C order.</param>
/// <param name="length">Bytes of the file.</param>
/// <param name="nextHole">The first hole of the file at or after an offset inside it; empty and at the file's end where there is none.</param>
internal sealed class LayoutHoles(Layout layout, long length, Func<long, (long Start, long End)> nextHole)
{
    private (long Start, long End) hole;

    // The hole that is known is the first at or after this.
    private long asked = long.MaxValue;

    /// <summary>The most consecutive whole groups of elements from one on of which every byte lies in one hole.</summary>
    /// <param name="first">The first element of the first group.</param>
    /// <param name="group">Elements of a group.</param>
    /// <param name="lookahead">Elements behind each group that have to lie in the hole too.</param>
    public long From(long first, long group = 1, long lookahead = 0)
    {
        // Those that look ahead at as much as the first does: at the view's end there is less to see.
        long whole = (layout.Count - first - lookahead) / group;
        return Most(whole, groups => IsInHole(first, (groups * group) + lookahead));
    }

    /// <summary>The most consecutive elements before one of which every byte lies in one hole.</summary>
    public long Before(long end) => Most(end, count => IsInHole(end - count, count));

    // More elements never reach less: twice as many each time, then halves.
    private static long Most(long limit, Func<long, bool> isInHole)
    {
        if (limit <= 0 || !isInHole(1))
        {
            return 0;
        }

        long least = 1;
        long most = 2;
        while (most <= limit && isInHole(most))
        {
            least = most;
            most = most > limit / 2 ? limit + 1 : most * 2;
        }

        most = Math.Min(most, limit + 1);
        while (most - least > 1)
        {
            long middle = least + ((most - least) / 2);
            (least, most) = isInHole(middle) ? (middle, most) : (least, middle);
        }

        return least;
    }

    private bool IsInHole(long first, long count)
    {
        (long lower, long upper) = layout.Extent(first, count);
        if (lower >= length || upper > length)
        {
            return false;
        }

        if (lower < asked || lower >= hole.End)
        {
            hole = nextHole(lower);
            asked = lower;
        }

        return hole.Start <= lower && upper <= hole.End;
    }
}
