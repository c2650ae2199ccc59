using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Where the gap of an interrupted change stands, told from where the file's extents are. Neither to open nor to close a gap is one step of a file system.
/// Both raise the length first and lower it last. In between they move extents over the gap, one or a few at a time, from the file's end down to the gap's
/// place, or back. So at every instant the file is the old one with one gap somewhere from that place on. Closing it there is the way back from all of these.
/// </summary>
internal static class GapTrail
{
    // No file system that opens gaps has a larger block.
    private const int LongestBlock = 64 << 10;

    /// <summary>Where the gap is; the old length where it is at the file's end; null where the extents are in none of these states.</summary>
    /// <param name="before">The extents before, from the gap's place on.</param>
    /// <param name="now">The extents now, from there on.</param>
    /// <param name="offset">The gap's place.</param>
    /// <param name="length">Its length.</param>
    /// <param name="oldLength">The file's length before; it has the gap's more now.</param>
    public static long? PlaceIn(ImmutableArray<FileExtent> before, IReadOnlyList<FileExtent> now, long offset, long length, long oldLength)
    {
        List<FileExtent> old = Cut(before, offset, oldLength);
        long place = FirstMoved(old, now, oldLength);
        if (old.Count == 0 || place == old[0].Offset)
        {
            // All have been moved, or nobody can see it and it is the same.
            place = offset;
        }

        List<FileExtent> expected = Cut(old, offset, place);
        expected.AddRange(Cut(old, place, oldLength).Select(extent => extent with { Offset = extent.Offset + length }));
        List<FileExtent> there = Cut(now, offset, place);
        there.AddRange(Cut(now, place + length, oldLength + length));
        return Join(expected).SequenceEqual(Join(there)) && Cut(now, place, place + length).TrueForAll(MayBeInGap) ? place : null;

        // The bytes that are written into the gap once it is open; space that was taken and holds nothing; the rest of the last block.
        bool MayBeInGap(FileExtent extent) =>
            place == offset || !extent.IsWritten || (place == oldLength && extent.Offset == oldLength && extent.Length < LongestBlock);
    }

    // The first place whose bytes are not on the disk where they were; the end of the file where all are.
    private static long FirstMoved(List<FileExtent> old, IReadOnlyList<FileExtent> now, long end)
    {
        int index = 0;
        foreach (FileExtent extent in old)
        {
            for (long offset = extent.Offset; offset < extent.End;)
            {
                while (index < now.Count && now[index].End <= offset)
                {
                    index++;
                }

                if (index == now.Count || now[index].Offset > offset || now[index].Place - now[index].Offset != extent.Place - extent.Offset)
                {
                    return offset;
                }

                offset = Math.Min(extent.End, now[index].End);
            }
        }

        return end;
    }

    private static List<FileExtent> Cut(IEnumerable<FileExtent> extents, long start, long end)
    {
        List<FileExtent> inside = [];
        foreach (FileExtent extent in extents)
        {
            long from = Math.Max(start, extent.Offset);
            long to = Math.Min(end, extent.End);
            if (from < to)
            {
                inside.Add(extent with { Offset = from, Place = extent.Place + (from - extent.Offset), Length = to - from });
            }
        }

        return inside;
    }

    // Neighbours in the file and on the disk are one, however the file system divides them; whether they are written is another matter.
    private static IEnumerable<FileExtent> Join(List<FileExtent> extents)
    {
        FileExtent joined = default;
        foreach (FileExtent extent in extents)
        {
            if (joined.Length > 0 && extent.Offset == joined.End && extent.Place == joined.Place + joined.Length)
            {
                joined = joined with { Length = joined.Length + extent.Length };
                continue;
            }

            if (joined.Length > 0)
            {
                yield return joined;
            }

            joined = extent with { IsWritten = true };
        }

        if (joined.Length > 0)
        {
            yield return joined;
        }
    }
}
