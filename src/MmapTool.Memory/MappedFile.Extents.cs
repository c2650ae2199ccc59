namespace MmapTool.Memory;

/// <summary>Which parts of the file are on disk.</summary>
public sealed partial class MappedFile
{
    /// <summary>
    /// The next bytes of a range that are not in a hole of the file, or may not be: where the system does not tell, all are. Holes read as zeros. A mapping
    /// of one's own (copy-on-write) has none.
    /// </summary>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="end">Where it ends, inside the file.</param>
    /// <returns>Where they begin and end; both <paramref name="end"/> where there are none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public (long Start, long End) NextData(long offset, long end)
    {
        EnsureOpen();
        EnsureInside(offset, end - offset);
        if (!IsShared || offset == end)
        {
            return (offset, end);
        }

        long start = Math.Clamp(_file.NextData(offset), offset, end);
        if (start == end)
        {
            return (end, end);
        }

        // A hole that begins where data do is no answer but "not known".
        long hole = _file.NextHole(start);
        return (start, hole <= start ? end : Math.Min(hole, end));
    }
}
