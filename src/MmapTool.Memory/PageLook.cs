using System.Diagnostics;

namespace MmapTool.Memory;

/// <summary>
/// Which look at a large window is the cheaper one: bringing its pages in costs a step a page where the page cache holds them singly (measured: 40 ms
/// a GiB, and 1 where it holds them by the 2 MiB), whereas asking which are cached costs 14, and the use then maps 16 at a time. Threads may share it.
/// </summary>
internal sealed class PageLook
{
    private const int LargeWindow = 1 << 20;
    private const double SecondsOfPage = 60e-9;

    // Then it is measured again: a file may be cached in another way further on.
    private const int Windows = 8;

    private int _left;

    /// <summary>Whether to ask whether the window is cached, and to bring it in only where it is not.</summary>
    public bool ShouldAsk(int length) => length >= LargeWindow && Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0;

    /// <summary>A window has been brought in since <paramref name="before"/>, a time stamp.</summary>
    public void Took(long before, int length)
    {
        if (length >= LargeWindow && Stopwatch.GetElapsedTime(before).TotalSeconds > SecondsOfPage * ((double)length / PageControl.PageSize))
        {
            Volatile.Write(ref _left, Windows);
        }
    }
}
