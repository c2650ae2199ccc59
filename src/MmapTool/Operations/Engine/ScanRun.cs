using System.Runtime.ExceptionServices;
using MmapTool.Transfer;

namespace MmapTool.Operations.Engine;

/// <summary>
/// One scan: deals chunks of consecutive segments to threads in order, and joins them in order. At most two chunks per thread may be claimed and not yet
/// joined. This bounds memory whatever the view's size.
/// </summary>
internal sealed class ScanRun<TScan, TPartial> : IDisposable
    where TScan : struct, IBlockScan<TPartial>
{
    // Consecutive segments for one thread, if the bytes are cached already.
    private const int MostSegmentsOfChunk = 16;
    private const int ChunksOfThread = 8;
    private const int ChunksAhead = 2;

    private readonly ScanSource source;
    private readonly ScanShape shape;
    private readonly WorkLimits limits;
    // The most segments of zeros that are joined between two checks for a cancellation.
    private const int ZerosAtOnce = 1 << 16;

    private readonly long segments;
    private readonly long perChunk;
    private readonly HoleSegments? holes;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim room;
    private readonly Dictionary<long, Finished> finished = [];
    private long nextChunk;
    private long nextSegment;
    private long joined;
    private bool joining;
    private bool isStopped;
    private volatile bool ended;
    private (long Chunk, ExceptionDispatchInfo Error)? failure;

    // The chunk of that failure. Chunks before it are finished, because one of them may fail too, and the first place in the view counts.
    private long failed = long.MaxValue;

    public ScanRun(ScanSource source, ScanShape shape, TScan scan, WorkLimits limits)
    {
        (this.source, this.shape, this.limits) = (source, shape, limits);
        Scan = scan;
        segments = ((source.View.Count - 1) / shape.SegmentElements) + 1;

        // The result of a segment may be as large as the segment: half of the memory holds all results that wait to be joined.
        long segmentBytes = Math.Min(shape.SegmentElements, source.View.Count) * source.View.ItemSize;
        long fitting = limits.Memory / (2L * ChunksAhead * source.Threads) / Math.Max(1, segmentBytes);
        perChunk = source.Threads == 1 || source.ComesFromDisk ? 1 : Math.Clamp(Math.Min(segments / (source.Threads * ChunksOfThread), fitting), 1, MostSegmentsOfChunk);
        holes = scan.FoldsZeros && segments > 1 ? HoleSegments.Of(source.View, shape) : null;
        room = new(source.Threads * ChunksAhead);
    }

    /// <summary>The work on the blocks; shared by the threads.</summary>
    public TScan Scan;

    /// <summary>Works, on this thread and the others, until all is joined.</summary>
    public void Work()
    {
        List<Thread> others = WorkerThreads.Start(Math.Min(source.Threads, ((segments - 1) / perChunk) + 1) - 1, WorkOn, "scan");
        WorkOn();
        foreach (Thread other in others)
        {
            other.Join();
        }

        // If the scan was told to stop, the failure came behind that place and does not count.
        if (!isStopped)
        {
            failure?.Error.Throw();
        }
    }

    public void Dispose() => room.Dispose();

    private void WorkOn()
    {
        long chunk = -1;
        try
        {
            using ScanWindows windows = new(source);
            while (TryClaim(out chunk, out long first, out long count, out bool areZeros))
            {
                if (areZeros)
                {
                    TPartial zeros = Segment(windows, first, chunk, Scan.BeginZeros(first));
                    if (IsWanted(chunk))
                    {
                        Finish(chunk, new(first, count, [zeros], AreZeros: true));
                    }

                    continue;
                }

                TPartial[] partials = new TPartial[count];
                for (int index = 0; index < partials.Length && IsWanted(chunk); index++)
                {
                    try
                    {
                        partials[index] = Segment(windows, first + index, chunk, Scan.Begin(first + index));
                    }
#pragma warning disable CA1031 // Any exception is thrown again by the thread that asked for the work.
                    catch (Exception error)
#pragma warning restore CA1031
                    {
                        // The segments before it are joined, and may end the scan.
                        Fail(chunk, error);
                        Array.Resize(ref partials, index);
                    }
                }

                if (IsWanted(chunk))
                {
                    Finish(chunk, new(first, partials.Length, partials, AreZeros: false));
                }
            }
        }
#pragma warning disable CA1031 // Likewise: a way of reading that could not be begun.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(chunk, error);
        }
    }

    private bool IsWanted(long chunk) => !ended && chunk <= Volatile.Read(ref failed);

    private TPartial Segment(ScanWindows windows, long segment, long chunk, TPartial partial)
    {
        long count = source.View.Count;
        long first = segment * shape.SegmentElements;
        long end = Math.Min(count - first, shape.SegmentElements) + first;
        while (first < end && IsWanted(chunk))
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            int block = (int)Math.Min(shape.BlockElements, end - first);
            int whole = (int)Math.Min(block + (long)shape.Lookahead, count - first);
            Scan.Take(ref partial, new(first, block, windows.Elements(first, whole, Math.Min(end + shape.Lookahead, count))));
            first += block;
        }

        // Before it is believed.
        source.View.Source.EnsureIntact();
        return partial;
    }

    private bool TryClaim(out long chunk, out long first, out long count, out bool areZeros)
    {
        (chunk, first, count, areZeros) = (-1, 0, 0, false);
        room.Wait(CancellationToken.None);
        lock (gate)
        {
            if (ended || failure is not null || nextSegment == segments)
            {
                // The next thread that waits has to find out as well.
                room.Release();
                return false;
            }

            chunk = nextChunk++;
            first = nextSegment;
            long inHole = holes?.From(first) ?? 0;
            areZeros = inHole > 1;
            count = areZeros ? inHole : Math.Min(perChunk, segments - first);
            nextSegment += count;
            return true;
        }
    }

    private void Finish(long chunk, Finished done)
    {
        lock (gate)
        {
            finished.Add(chunk, done);
            if (joining)
            {
                return;
            }

            joining = true;
        }

        while (true)
        {
            lock (gate)
            {
                if (ended || joined > failed || !finished.Remove(joined, out done!))
                {
                    joining = false;
                    return;
                }
            }

            try
            {
                if (!(done.AreZeros ? JoinZeros(done) : Join(done)))
                {
                    isStopped = true;
                    End();
                    return;
                }
            }
#pragma warning disable CA1031 // As above; and all that came before has been joined.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Fail(joined, error);
                return;
            }

            Report(done.First + done.Count);
            lock (gate)
            {
                joined++;
                room.Release();
            }
        }
    }

    private bool Join(Finished done)
    {
        long segment = done.First;
        foreach (TPartial partial in done.Partials)
        {
            // The join may write to a slow reader.
            limits.Cancellation.ThrowIfCancellationRequested();
            if (!Scan.Join(segment++, partial))
            {
                return false;
            }
        }

        return true;
    }

    private bool JoinZeros(Finished done)
    {
        for (long joinedSegments = 0; joinedSegments < done.Count; joinedSegments += ZerosAtOnce)
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            long segment = done.First + joinedSegments;
            long count = Math.Min(ZerosAtOnce, done.Count - joinedSegments);

            // Bytes that have been cut off are no hole any more.
            holes!.EnsureReaches(segment, count);
            if (!Scan.JoinZeros(segment, count, done.Partials[0]))
            {
                return false;
            }

            Report(segment + count);
        }

        return true;
    }

    // The last segment may be shorter.
    private void Report(long segment) => limits.Progress?.Report((segment < segments ? segment * shape.SegmentElements : source.View.Count) * source.View.ItemSize);

    private void Fail(long chunk, Exception error)
    {
        lock (gate)
        {
            // The first place in the view is what a user can look at.
            if (failure is not { } known || chunk < known.Chunk)
            {
                failure = (chunk, ExceptionDispatchInfo.Capture(error));
                Volatile.Write(ref failed, chunk);
            }

            room.Release();
        }
    }

    private void End()
    {
        lock (gate)
        {
            ended = true;
            room.Release();
        }
    }

    /// <summary>Consecutive segments that are worked on.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Partials">The result of each segment, or of one where all are zeros.</param>
    /// <param name="AreZeros">Whether they lie in a hole of the file.</param>
    private sealed record Finished(long First, long Count, TPartial[] Partials, bool AreZeros);
}
