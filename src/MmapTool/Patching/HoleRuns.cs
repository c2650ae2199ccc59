using MmapTool.Journaling;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>Finds the elements of a layout that are not in a hole of the file, as it is now.</summary>
internal sealed class HoleRuns
{
    private readonly Layout layout;
    private readonly long leastHole;
    private readonly Func<long, (long Start, long End)> nextHole;
    private readonly LayoutHoles holes;

    /// <summary>Those of a target of edits.</summary>
    /// <param name="layout">The elements.</param>
    /// <param name="file">The file.</param>
    /// <param name="leastHole">Bytes of the shortest hole that ends a run.</param>
    public HoleRuns(Layout layout, IPatchTarget file, long leastHole = SparseSteps.LeastHole)
        : this(layout, file.Length, file.NextHole, leastHole)
    {
    }

    /// <summary>Those of a file of the journal's protocol.</summary>
    public HoleRuns(Layout layout, IStableFile file)
        : this(layout, file.Length, file.NextHole, SparseSteps.LeastHole)
    {
    }

    private HoleRuns(Layout layout, long length, Func<long, (long Start, long End)> nextHole, long leastHole) =>
        (this.layout, this.nextHole, this.leastHole, holes) = (layout, nextHole, leastHole, new(layout, length, nextHole));

    /// <summary>The first element from one on that has a byte outside of every hole; the number of all elements where there is none.</summary>
    public long Next(long first)
    {
        while (first < layout.Count && holes.From(first) is var count and > 0)
        {
            first += count;
        }

        return first;
    }

    /// <summary>The end of the last such element before one; 0 where there is none.</summary>
    public long Last(long end)
    {
        while (end > 0 && holes.Before(end) is var count and > 0)
        {
            end -= count;
        }

        return end;
    }

    /// <summary>Where a run ends: from one element that is in no hole, the first that begins in a hole that is long enough.</summary>
    public long EndOfSolid(long first)
    {
        (long hole, long end) = nextHole(layout.Extent(first, 1).Lower);
        while (hole < layout.End && end - hole < leastHole)
        {
            (hole, end) = end < layout.End ? nextHole(end) : (layout.End, layout.End);
        }

        // Elements stand in the order of their addresses, or nearly: the caller looks whether the one found is in the hole.
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
}
