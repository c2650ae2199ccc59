using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>How many segments of a scan, from a given one on, lie in one hole of the file. Asked by one thread at a time, forwards.</summary>
/// <param name="file">The file.</param>
/// <param name="layout">The elements, in the order of the scan.</param>
/// <param name="shape">How they are cut.</param>
internal sealed class HoleSegments(MappedFile file, Layout layout, ScanShape shape)
{
    private (long Start, long End) hole;

    // The hole that is known is the first at or after this.
    private long asked = long.MaxValue;

    /// <summary>The most consecutive whole segments from this one on of which every byte, those they look ahead at too, lies in one hole.</summary>
    /// <param name="segment">The first.</param>
    public long From(long segment)
    {
        long first = segment * shape.SegmentElements;

        // Those that look ahead at as much as the first does: at the view's end there is less to see.
        long whole = (layout.Count - first - shape.Lookahead) / shape.SegmentElements;
        if (whole <= 0 || !Reaches(first, 1))
        {
            return 0;
        }

        // Twice as many each time, then halves: what more elements reach is never less.
        long least = 1;
        long most = 2;
        while (most <= whole && Reaches(first, most))
        {
            least = most;
            most = most > whole / 2 ? whole + 1 : most * 2;
        }

        most = Math.Min(most, whole + 1);
        while (most - least > 1)
        {
            long middle = least + ((most - least) / 2);
            (least, most) = Reaches(first, middle) ? (middle, most) : (least, middle);
        }

        return least;
    }

    private bool Reaches(long first, long segments)
    {
        long count = (segments * shape.SegmentElements) + shape.Lookahead;
        (long lower, long upper) = layout.Extent(first, count);
        if (lower >= file.Length || upper > file.Length)
        {
            return false;
        }

        if (lower < asked || lower >= hole.End)
        {
            hole = file.NextHole(lower);
            asked = lower;
        }

        return hole.Start <= lower && upper <= hole.End;
    }
}
