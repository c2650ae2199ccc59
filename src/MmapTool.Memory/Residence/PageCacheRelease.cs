namespace MmapTool.Memory;

/// <summary>
/// The pages that one pass over a file leaves behind in the page cache. Where the range is longer than half of the control
/// group's memory limit, they are let go of as the pass goes on. The kernel would do it too, but later, page by page, and while the pass waits.
/// </summary>
/// <remarks>Only what the pass itself has brought in: where the file was cached before, for others perhaps, nothing is done.</remarks>
internal sealed class PageCacheRelease
{
    private const double Cold = 0.1;
    private const long Step = 4 << 20;

    // A pipe may still hold the pages that were read last.
    private const long Distance = 4 << 20;

    private readonly MappedFile _file;
    private readonly bool _lets;
    private long _start;

    /// <summary>Before a pass over a range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public PageCacheRelease(MappedFile file, long offset, long length)
        : this(file, offset, length, MemoryLimit.OfControlGroup())
    {
    }

    internal PageCacheRelease(MappedFile file, long offset, long length, long? limit)
    {
        _file = file;
        _start = offset;
        _lets = limit is { } most && length > most / 2 && file.CachedShare(offset, length) < Cold;
    }

    /// <summary>The pass has come as far as this offset.</summary>
    public void Passed(long offset)
    {
        long length = offset - Distance - _start;
        if (_lets && length >= Step)
        {
            _file.Uncache(_start, length);
            _start += length;
        }
    }
}
