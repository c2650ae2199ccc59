using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>
/// Brings a range of a file from the disk into the page cache in the order of its bytes, on a thread of its own. It serves a reader that goes in another
/// order: each of its short reads, which the kernel can't foresee, would wait for the disk.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const long Portion = 4 << 20;
    private const double Cold = 0.5;

    private readonly Thread thread;
    private volatile bool stops;

    private ReadAhead(MappedFile file, long offset, long length)
    {
        thread = new(() => Run(file, offset, length)) { IsBackground = true, Name = "read ahead" };
        thread.Start();
    }

    /// <summary>Begins with what the view spans; null where nothing is gained: most of it is cached, or not all of it fits the cache with ease.</summary>
    public static ReadAhead? Of(MemoryView view)
    {
        long offset = view.Layout.Start;
        long length = view.Layout.End - offset;

        // A part of the machine's memory or the control group's limit. The bytes brought in must still be there when they are asked for.
        return view.Source is MappedFile file && length >= Portion && length <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4
            && file.CachedShare(offset, length) < Cold
                ? new(file, offset, length)
                : null;
    }

    /// <summary>Stops, and waits until it has.</summary>
    public void Dispose()
    {
        stops = true;
        thread.Join();
    }

    // A hint. If it is refused, or the file is cut meanwhile, the reads themselves report it.
    private void Run(MappedFile file, long offset, long length)
    {
        for (long done = 0; done < length && !stops && file.Advise(offset + done, Math.Min(Portion, length - done), AccessAdvice.WillNeed); done += Portion)
        {
        }
    }
}
