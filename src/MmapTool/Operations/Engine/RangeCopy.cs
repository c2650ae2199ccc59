using MmapTool.Memory;

namespace MmapTool.Operations.Engine;

/// <summary>Copies a range of a file into a new file, by reads and writes of blocks that stay in the processor's cache.</summary>
/// <remarks>
/// Not through the mapping, nor in the kernel: copy_file_range copies page by page where nothing can be shared. While one thread writes, which takes the new
/// file's lock, another one reads. More than two gain nothing. Holes are neither read nor written.
/// </remarks>
internal static class RangeCopy
{
    private const int Block = 256 << 10;
    private const int MostThreads = 2;

    // Portion is the number of bytes that one thread takes at once. Files that were written in pieces far apart are slower to read afterwards. Holes shorter
    // than
    // SmallestHole are filled.
    private const long Portion = 16 << 20;
    private const long SmallestHole = 64 << 10;

    /// <summary>Copies the range.</summary>
    /// <param name="source">The file.</param>
    /// <param name="offset">Where its range begins.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="target">The new file; nothing has been allocated for it.</param>
    /// <param name="start">Where the range begins there.</param>
    /// <param name="paced">Whether a sync follows.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="MappedFileException">The one can't be read, or the other not be written.</exception>
    public static void Run(MappedFile source, long offset, long length, ReplacementFile target, long start, bool paced, WorkLimits limits)
    {
        target.SetLength(start + length);
        SettingsTrace.Begin(limits);
        StageProgress? progress = StageProgress.Of(limits.Progress);
        long shared = Share(source, offset, length, target, start);
        progress?.Add(shared);
        Extents extents = new(source, offset + shared, offset + length);
        if (extents.IsDense)
        {
            target.Allocate(start + shared, length - shared);
        }

        long distance = start - offset;
        int block = limits.BlockOr(Block);
        long portion = limits.SegmentOr(Portion);
        int threads = Math.Min(limits.ThreadCount, MostThreads);
        ParallelWork.Run((int)Math.Clamp((length - shared) / block, 1, threads), stop =>
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(block);
            while (extents.TryTake(portion, out long from, out long end, out long passed))
            {
                for (long place = from; place < end; place += block)
                {
                    stop.ThrowIfCancellationRequested();
                    Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(block, end - place));
                    source.ReadAt(place, bytes);
                    target.WriteAt(place + distance, bytes);
                }

                if (paced)
                {
                    target.WriteBack(from + distance, end - from, wait: false);
                }

                progress?.Add(passed);
            }
        }, limits.Cancellation);
    }

    // Whole blocks of the file system, from the first on, or all where the source ends with the range.
    private static long Share(MappedFile source, long offset, long length, ReplacementFile target, long start)
    {
        long whole = offset + length == source.Length ? length : length - (length % source.BlockSize);
        bool aligned = offset % source.BlockSize == 0 && start % source.BlockSize == 0;
        return aligned && target.TryShare(source, offset, whole, start) ? whole : 0;
    }

    // The parts of a range that are not in holes, handed out in order.
    private sealed class Extents
    {
        private readonly MappedFile file;
        private readonly Lock gate = new();
        private readonly long end;
        private long told;
        private long next;
        private (long Start, long End) hole;

        public Extents(MappedFile file, long start, long end)
        {
            (this.file, this.end, told, next) = (file, end, start, start);
            hole = Hole(start);
        }

        public bool IsDense => hole.Start >= end;

        /// <summary>The next part, and how many bytes of the range are dealt with when it is.</summary>
        public bool TryTake(long most, out long from, out long to, out long passed)
        {
            lock (gate)
            {
                while (next < end && next >= hole.Start)
                {
                    next = Math.Min(hole.End, end);
                    hole = Hole(next);
                }

                from = next;
                to = next = Math.Min(Math.Min(from + most, hole.Start), end);
                passed = to - told;
                told = to;
                return to > from;
            }
        }

        // The next one that is worth it, in whole blocks of the output: what else lies in them is copied with the data.
        private (long Start, long End) Hole(long offset)
        {
            while (offset < end)
            {
                (long start, long ends) = file.NextHole(offset);
                if (start >= end)
                {
                    break;
                }

                long first = start + ((SmallestHole - (start % SmallestHole)) % SmallestHole);
                long last = ends >= end ? end : ends - (ends % SmallestHole);
                if (last - first >= SmallestHole)
                {
                    return (first, last);
                }

                offset = ends;
            }

            return (end, end);
        }
    }
}
