using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// Tells whether a range of a shared mapping can be read without the disk. If the page cache has all its pages, this takes an eighth of the time of bringing in
/// every page. A fault maps the pages around it. So only a page here and there is brought in, and the kernel is asked whether the
/// rest is there.
/// </summary>
/// <remarks>
/// Linux 6.5 or later. MADV_POPULATE_READ goes through a range page by page, also where one fault would map a hundred: 4 GiB took 190 ms, and this 24,
/// where adding them up takes 107.
/// </remarks>
internal static unsafe class PageCacheProbe
{
    // Bytes that the kernel maps around a fault: its default (fault_around_bytes), and the stretch that is tried where the cache's pages are large.
    private const long Around = 64 << 10;
    private const long LargeAround = 1 << 20;
    private const int Batch = 4096;

    private static readonly Lazy<SafeFileHandle?> _present = new(OpenPresent);
    private static volatile bool _answers = OperatingSystem.IsLinux();

    /// <summary>The shortest range, in bytes, for which it is worth while.</summary>
    public const int LeastLength = 256 << 10;

    /// <summary>Whether all of the range can be read without the disk. Else it has to be brought in, which says what is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mapping">The first byte of its shared mapping.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Bytes of it; the file reaches so far.</param>
    public static bool IsCached(SafeFileHandle file, byte* mapping, long offset, long length)
    {
        long page = PageControl.PageSize;
        long first = offset & -page;
        long end = (offset + length + page - 1) & -page;

        // cachestat counts a page that could not be read, and mincore does not. But if the process may not write the file, mincore says yes for every page.
        if (!_answers || CachedPages(file, first, end - first) < (end - first) / page)
        {
            return false;
        }

        long step = Step(mapping, first, end);
        for (long at = first; at < end; at = (at & -step) + step)
        {
            if (!BringIn(mapping + at))
            {
                return false;
            }
        }

        return FirstAbsent(mapping, first, end) == end;
    }

    /// <summary>The first byte of the pages of a range that is not in memory; its end where all is, or where this process may not know.</summary>
    public static long FirstAbsent(byte* mapping, long first, long end)
    {
        byte* present = stackalloc byte[Batch];
        for (long at = first; at < end; at += Batch * (long)PageControl.PageSize)
        {
            int count = (int)Math.Min(Batch, (end - at + PageControl.PageSize - 1) / PageControl.PageSize);
            if (LibC.InCore((nint)(mapping + at), (nuint)count * (nuint)PageControl.PageSize, present) != 0)
            {
                return at;
            }

            int absent = new ReadOnlySpan<byte>(present, count).IndexOfAnyExcept((byte)1);
            if (absent >= 0)
            {
                return at + ((long)absent * PageControl.PageSize);
            }
        }

        return end;
    }

    private static long CachedPages(SafeFileHandle file, long offset, long length)
    {
        LibC.CacheRange range = new() { Offset = (ulong)offset, Length = (ulong)length };
        LibC.CacheCounts counts;
        if (LibC.Call(LibC.CacheStatistics, file, &range, &counts, 0) == 0)
        {
            return (long)counts.Cached;
        }

        // A kernel without the call will not get it later. Other errors are about this file, its kind or its rights, and say nothing of other files.
        _answers = Marshal.GetLastPInvokeError() != Errno.NoSuchCall;
        return 0;
    }

    // Tried on one stretch: whether bringing in its first page has brought in its last.
    private static long Step(byte* mapping, long first, long end)
    {
        long large = (first + LargeAround - 1) & -LargeAround;
        return end - large >= LargeAround && BringIn(mapping + large) && IsMapped(mapping + large + LargeAround - PageControl.PageSize) ? LargeAround : Around;
    }

    private static bool BringIn(byte* page) => LibC.Advise(page, (nuint)PageControl.PageSize, LibC.AdvicePopulateRead) == 0;

    // 8 bytes for each page; the highest bit says that the page is mapped. If they can't be read, the probe goes in shorter steps.
    private static bool IsMapped(byte* page)
    {
        Span<byte> entry = stackalloc byte[sizeof(ulong)];
        try
        {
            return _present.Value is { } file
                && RandomAccess.Read(file, entry, (long)((nuint)page / (nuint)PageControl.PageSize * sizeof(ulong))) == entry.Length
                && BinaryPrimitives.ReadUInt64LittleEndian(entry) >> 63 != 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static SafeFileHandle? OpenPresent()
    {
        try
        {
            return File.OpenHandle("/proc/self/pagemap", share: FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not mounted, or not for us.
            return null;
        }
    }
}
