namespace MmapTool.Layouts;

/// <summary>
/// Which elements of a layout lie in holes of a file, as it is now, so that they are zeros without being read. Asked by one thread at a time; cheapest
/// forwards.
/// </summary>
/// <param name="layout">The elements, counted in C order.</param>
/// <param name="length">Bytes of the file.</param>
/// <param name="nextHole">The first hole of the file at or after an offset inside it; empty and at the file's end where there is none.</param>
/// <param name="leastHole">Bytes of the shortest hole that ends a run of other elements.</param>
internal sealed class LayoutHoles(Layout layout, long length, Func<long, (long Start, long End)> nextHole, long leastHole = LayoutHoles.LeastHole)
{
    /// <summary>Elements in shorter holes are walked as data: a step of its own costs more.</summary>
    public const long LeastHole = 64 << 10;

    /// <summary>Holes that end a chunk of a change, which costs two syncs.</summary>
    public const long LongHole = 16 << 20;

    private (long Start, long End) hole;

    // The known hole is the first one at or after this offset.
    private long asked = long.MaxValue;

    // Of elements that are not packed, other bytes may lie between them.
    private readonly BoxPlaces? places = layout.IsCContiguous || layout.ItemSize == 0 ? null : new(layout.Strides.AsSpan(), layout.ItemSize);
    private readonly long[] box = new long[layout.Rank];
    private readonly bool isAscending = IsAscending(layout);

    /// <summary>The most consecutive whole groups of elements from one on of which every byte lies in a hole.</summary>
    /// <param name="first">The first element of the first group.</param>
    /// <param name="group">Elements of a group.</param>
    /// <param name="lookahead">Elements behind each group that have to lie in a hole too.</param>
    public long From(long first, long group = 1, long lookahead = 0)
    {
        // Only groups that look ahead as far as the first one. At the view's end there are fewer elements to look ahead at.
        long whole = (layout.Count - first - lookahead) / group;
        return Most(whole, groups => IsInHole(first, (groups * group) + lookahead));
    }

    /// <summary>The most consecutive elements before one of which every byte lies in a hole.</summary>
    public long Before(long end) => Most(end, count => IsInHole(end - count, count));

    /// <summary>The first element from one on that has a byte outside of every hole; the number of all elements where there is none.</summary>
    public long Next(long first)
    {
        while (first < layout.Count && From(first) is var count and > 0)
        {
            first += count;
        }

        return first;
    }

    /// <summary>The end of the last such element before one; 0 where there is none.</summary>
    public long Last(long end)
    {
        while (end > 0 && Before(end) is var count and > 0)
        {
            end -= count;
        }

        return end;
    }

    /// <summary>Where a run ends: from one element that is in no hole, the first that begins in a hole that is long enough.</summary>
    public long EndOfSolid(long first)
    {
        if (!isAscending)
        {
            return EndOfPieces(first);
        }

        (long hole, long end) = nextHole(layout.Extent(first, 1).Lower);
        while (hole < layout.End && end - hole < leastHole)
        {
            (hole, end) = end < layout.End ? nextHole(end) : (layout.End, layout.End);
        }

        // Elements lie in the order of their addresses. The caller checks that the element found lies in the hole.
        (long before, long found) = (first, layout.Count);
        while (found - before > 1)
        {
            long middle = before + ((found - before) / 2);
            (before, found) = layout.Extent(middle, 1).Lower >= hole ? (before, middle) : (middle, found);
        }

        return found;
    }

    /// <summary>The runs of elements that are in no hole, or in one that is short, in order.</summary>
    public IEnumerable<(long First, long Count)> Solid()
    {
        for (long first = Next(0), end; first < layout.Count; first = Next(end))
        {
            end = EndOfSolid(first);
            yield return (first, end - first);
        }
    }

    // More elements never reach less far, so the search doubles the number and then halves the interval.
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

    // Elements in another order than that of their addresses: a piece that takes as many bytes as such a hole lies in one or more, or does not.
    private long EndOfPieces(long first)
    {
        long piece = Math.Max(1, leastHole / layout.ItemSize);
        for (first++; first < layout.Count && !IsInHole(first, Math.Min(piece, layout.Count - first)); first += Math.Min(piece, layout.Count - first))
        {
            // As data.
        }

        return first;
    }

    /// <summary>Whether every byte of some elements lies in a hole.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, one at least.</param>
    public bool IsInHole(long first, long count)
    {
        (long lower, long upper) = layout.Extent(first, count);
        if (lower >= length || upper > length)
        {
            return false;
        }

        (long start, long end) = HoleFrom(lower);
        if (start > lower || upper <= end || places is null)
        {
            return start <= lower && upper <= end;
        }

        places.Set(SetBox(first, count), box);
        return places.IsInHoles(HoleFrom, length);
    }

    // The smallest box that holds the elements; gives the place of its first.
    private long SetBox(long first, long count)
    {
        long offset = layout.Offset;
        long inner = layout.Count;
        long last = first + count - 1;
        bool apart = false;
        for (int axis = 0; axis < layout.Rank; axis++)
        {
            (long low, long high) = (0, layout.Shape[axis] - 1);
            if (!apart)
            {
                inner /= layout.Shape[axis];
                (low, first) = Math.DivRem(first, inner);
                (high, last) = Math.DivRem(last, inner);
                apart = low != high;
            }

            offset += low * layout.Strides[axis];
            box[axis] = high - low + 1;
        }

        return offset;
    }

    private (long Start, long End) HoleFrom(long place)
    {
        if (place < asked || place >= hole.End)
        {
            hole = nextHole(place);
            asked = place;
        }

        return hole;
    }

    private static bool IsAscending(Layout layout)
    {
        long reach = layout.ItemSize;
        for (int axis = layout.Rank - 1; axis >= 0; axis--)
        {
            if (layout.Shape[axis] > 1 && layout.Strides[axis] < reach)
            {
                return false;
            }

            reach += Math.Max(0, layout.Shape[axis] - 1) * layout.Strides[axis];
        }

        return true;
    }
}
