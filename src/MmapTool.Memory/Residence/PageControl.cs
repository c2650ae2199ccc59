namespace MmapTool.Memory;

/// <summary>Requests to the operating system about the pages of a mapping. Ranges may be unaligned; they are widened to whole pages.</summary>
internal abstract class PageControl
{
    /// <summary>This system's.</summary>
    public static PageControl Current { get; } = OperatingSystem.IsWindows() ? new WindowsPages() : new UnixPages();

    /// <summary>Bytes in a page.</summary>
    public static int PageSize { get; } = Environment.SystemPageSize;

    /// <summary>Brings the range into memory, for reading or for writing, so that using it can't fail.</summary>
    public abstract unsafe PagesOutcome Populate(byte* start, nuint length, bool write);

    /// <summary>Lets go of the range's pages: they stay in the page cache, and come back when touched. For shared mappings only.</summary>
    public abstract unsafe void Release(byte* start, nuint length);

    /// <summary>Passes the hint on; false where it can't be.</summary>
    public abstract unsafe bool Advise(byte* start, nuint length, AccessAdvice advice);

    /// <summary>Writes what was stored in the range to the file, and waits; the error number, or 0.</summary>
    public abstract unsafe int Write(byte* start, nuint length);

    /// <summary>The whole pages that a range touches.</summary>
    protected static unsafe (nint Start, nuint Length) Widen(byte* start, nuint length)
    {
        nuint first = (nuint)start & ~((nuint)PageSize - 1);
        nuint end = ((nuint)start + length + (nuint)PageSize - 1) & ~((nuint)PageSize - 1);
        return ((nint)first, end - first);
    }
}

/// <summary>How bringing pages into memory went.</summary>
internal enum PagesOutcome
{
    /// <summary>They are there.</summary>
    Present,

    /// <summary>A use of such a page would end the process: the file ends before it, or the disk is full or failing.</summary>
    Unreachable,

    /// <summary>There is no memory for them.</summary>
    OutOfMemory,

    /// <summary>This system can't say.</summary>
    Unknown,
}
