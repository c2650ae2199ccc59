using System.Diagnostics;

namespace MmapTool.Operations.Engine;

/// <summary>
/// Which way of getting a window is the faster one here, by measuring both: a mapping costs a look at every page and nothing more, a read copies.
/// Which is less depends on the pages of the cache, and may change along a file.
/// </summary>
internal sealed class WindowChoice
{
    // What a mapped byte costs afterwards, when it comes from memory instead of from a buffer in the processor's cache (36 against 100 GB/s).
    private const double SecondsOfMappedByte = 18e-12;

    // Large pages are handed out faster than this; nothing else has to be tried then.
    private const double SecondsOfLargePages = 5e-12;

    private const long Trial = 1 << 20;
    private const long Settled = 512L << 20;

    private readonly bool isFixed;
    private readonly double[] seconds = [0, 0];
    private readonly long[] bytes = [0, 0];
    private long since;

    public WindowChoice(WindowSource io)
    {
        isFixed = io != WindowSource.Auto;
        IsBuffered = io == WindowSource.Buffered;
    }

    /// <summary>Whether the next window is read rather than mapped.</summary>
    public bool IsBuffered { get; private set; }

    /// <summary>A window of the way that was said took so long.</summary>
    public void Took(long ticks, int length)
    {
        if (isFixed)
        {
            return;
        }

        int way = IsBuffered ? 1 : 0;
        seconds[way] += (double)ticks / Stopwatch.Frequency;
        bytes[way] += length;
        since += length;
        if (bytes[way] < Trial)
        {
            return;
        }

        double spent = seconds[way] / bytes[way];
        if (way == 0 && spent < SecondsOfLargePages)
        {
            Again();
        }
        else if (bytes[1 - way] < Trial)
        {
            IsBuffered = !IsBuffered;
        }
        else
        {
            double other = seconds[1 - way] / bytes[1 - way];
            (double mapped, double buffered) = IsBuffered ? (other, spent) : (spent, other);
            IsBuffered = buffered < mapped + SecondsOfMappedByte;
            if (since >= Settled)
            {
                Again();
            }
        }
    }

    private void Again()
    {
        since = 0;
        seconds.AsSpan().Clear();
        bytes.AsSpan().Clear();
    }
}
