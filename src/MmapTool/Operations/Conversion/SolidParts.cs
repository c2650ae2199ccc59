using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Conversion;

/// <summary>The elements of a packed view that do not lie in holes of its file.</summary>
internal static class SolidParts
{
    // A shorter hole saves too little to be worth a part of its own.
    private const long SmallestHole = 1 << 20;

    /// <summary>Them, as ranges of elements, in order; an element that lies only partly in a hole is among them.</summary>
    public static IEnumerable<(long First, long Count)> Of(MappedFile file, Layout layout)
    {
        (long offset, int item, long done) = (layout.Offset, layout.ItemSize, 0);
        long end;
        for (long place = layout.Start; item > 0 && place < layout.End; place = end)
        {
            // At the end of the file there is an empty one.
            (long start, end) = file.NextHole(place);
            (start, end) = (Math.Min(start, layout.End), Math.Min(end, layout.End));
            long first = (start - offset + item - 1) / item;
            long last = (end - offset) / item;
            if (end - start < SmallestHole || last <= first)
            {
                continue;
            }

            if (first > done)
            {
                yield return (done, first - done);
            }

            done = last;
        }

        if (done < layout.Count)
        {
            yield return (done, layout.Count - done);
        }
    }
}
