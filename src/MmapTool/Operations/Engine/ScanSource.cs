using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>Where a scan's bytes come from, on how many threads, and in windows of which size.</summary>
/// <param name="View">The elements, in the order of the scan.</param>
/// <param name="File">The file, where it is one.</param>
/// <param name="Io">Mapped or buffered, or Auto where the first windows decide.</param>
/// <param name="Threads">How many work.</param>
/// <param name="MappedWindow">Bytes of a mapped window.</param>
/// <param name="BufferedWindow">Bytes of a buffered one.</param>
/// <param name="ComesFromDisk">
/// Whether some of the bytes come from the disk. Then threads keep close together, so that the kernel sees one stream, reads ahead for it, and leaves large
/// pages
/// in the cache.
/// </param>
internal sealed record ScanSource(MemoryView View, MappedFile? File, WindowSource Io, int Threads, int MappedWindow, int BufferedWindow, bool ComesFromDisk)
{
    // The least bytes for another thread: less work is done before a thread has started.
    private const long SmallWork = 2L << 20;

    // Below this a look at the cache and the control group costs more than it can save.
    private const long LargeWork = 64L << 20;

    private const double HalfCached = 0.5;
    private const double MostlyCached = 0.9;

    private const int LargestMappedWindow = 16 << 20;
    private const int LargestBufferedWindow = 256 << 10;
    private const int LeastWindow = 64 << 10;

    /// <summary>Whether a look at the cache costs less than it can save.</summary>
    public bool IsLarge => File is not null && Reach(View) >= LargeWork;

    /// <summary>The source that fits the view, the machine and the limits.</summary>
    public static ScanSource Choose(MemoryView view, ScanShape shape, WorkLimits limits)
    {
        MappedFile? file = view.Source as MappedFile;
        WindowSource io = file is null && view.Source is not DecodedSource ? WindowSource.Mapped : limits.Io;
        long bytes = view.ByteLength;
        long segments = ((view.Count - 1) / shape.SegmentElements) + 1;
        int processors = Environment.ProcessorCount;
        long threads = limits.Threads > 0 ? limits.Threads : bytes < SmallWork ? 1 : processors;
        long memory = limits.Memory;
        bool comesFromDisk = false;
        if (file is not null && Reach(view) >= LargeWork)
        {
            if (ProcessMemory.ControlGroupLimit() is { } limit && limit / 2 < memory)
            {
                // Mapped pages count as in use and are hard to take back; pages that are only cached are easy.
                memory = limit / 2;
                io = io == WindowSource.Auto && memory < WorkLimits.DefaultMemory / 2 ? WindowSource.Buffered : io;
                threads = limits.Threads > 0 ? threads : memory < WorkLimits.DefaultMemory / 2 ? 1 : threads;
            }

            if (io != WindowSource.Mapped && view.IsCContiguous)
            {
                double cached = file.CachedShare(view.Layout.Start, view.Layout.End - view.Layout.Start);
                comesFromDisk = cached < MostlyCached;

                // pread's readahead works while a block is worked on; a mapping would wait for every part of it.
                io = cached < HalfCached ? WindowSource.Buffered : io;
            }
        }

        threads = Math.Clamp(threads, 1, segments);
        long share = memory / (4 * threads);
        int mapped = (int)Math.Clamp(share, LeastWindow, LargestMappedWindow);
        int buffered = (int)Math.Clamp(share, LeastWindow, LargestBufferedWindow);
        if (limits.WindowBytes > 0)
        {
            mapped = buffered = limits.WindowBytes;
        }

        return new(view, file, io, (int)threads, mapped, buffered, comesFromDisk);
    }

    // The memory that is gone through, all or in part.
    private static long Reach(MemoryView view) => view.Layout.End - view.Layout.Start;
}
