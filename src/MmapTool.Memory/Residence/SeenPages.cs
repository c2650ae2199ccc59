using System.Runtime.CompilerServices;

namespace MmapTool.Memory;

/// <summary>
/// Pages of a lease's small windows that were checked lately. So a walk in small steps asks the kernel once for each page. A
/// window that spans two pages is asked for each time.
/// </summary>
/// <remarks>
/// Small windows need the look as well: on a file system in memory even reading a hole takes a page, and ends the process where there
/// is none. Threads may use it at once: a lost entry costs a system call.
/// </remarks>
internal struct SeenPages
{
    private const int Slots = 8;

    private static readonly int PageBits = int.Log2(PageControl.PageSize);

    private Entries _entries;

    public readonly bool Contains(long offset, int length, bool write)
    {
        long page = offset >> PageBits;
        long entry = _entries[(int)page & (Slots - 1)];

        // A page that may be written may be read.
        return page == (offset + length - 1) >> PageBits && (entry == Key(page, write: true) || (!write && entry == Key(page, write: false)));
    }

    public void Add(long offset, int length, bool write)
    {
        long page = offset >> PageBits;
        if (page == (offset + length - 1) >> PageBits)
        {
            _entries[(int)page & (Slots - 1)] = Key(page, write);
        }
    }

    public void Clear() => _entries = default;

    // Never 0, which is an empty slot.
    private static long Key(long page, bool write) => (page << 2) | (write ? 2L : 1L);

    [InlineArray(Slots)]
    private struct Entries
    {
        private long _first;
    }
}
