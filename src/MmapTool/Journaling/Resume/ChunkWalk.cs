using System.IO.Hashing;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Goes from chunk to chunk of a change, each protected before it is touched and durable before the next is. The disk is kept busy: while a chunk is
/// synced, the old bytes of the next are written to the journal already, all but their record's head.
/// </summary>
/// <param name="journal">The journal, where nothing is in flight any more.</param>
/// <param name="target">The file.</param>
/// <param name="change">The change.</param>
/// <param name="chunkLength">Bytes of a chunk at most.</param>
internal sealed class ChunkWalk(ResumeJournal journal, IByteTarget target, IChunkedChange change, int chunkLength)
{
    private const int EvidenceOfBack = 1 << 20;
    private const int MostDone = 8;
    private readonly long perChunk = chunkLength / change.ItemSize;
    private readonly bool hasEvidence = journal.HasEvidence;

    // Elements that are new, the last ones last: one of them is in the next chunk's record. A plan's later steps may change some of them again.
    private readonly List<DoneChunk> done = journal.Done is { } known ? [known] : [];
    private ulong old;

    /// <summary>Makes the change from an element on.</summary>
    /// <param name="from">The first element that is old.</param>
    /// <param name="progress">Told the elements that are new.</param>
    /// <param name="cancellation">Stops between two chunks, but not before the last one, which costs no more than going back.</param>
    public void Forward(long from, IProgress<long>? progress, CancellationToken cancellation)
    {
        bool isFirst = true;
        for (Chunk now = First(from), next; now.Count > 0; now = next)
        {
            next = At(now.End);
            CancellationToken heeded = isFirst || next.Count > 0 ? cancellation : CancellationToken.None;
            Step(now, next, isAhead: !isFirst, heeded);
            progress?.Report(next.Count > 0 ? now.End : change.Count);
            isFirst = false;
        }
    }

    /// <summary>Makes the elements before one old again, by a change that is its own inverse.</summary>
    /// <param name="from">The first element that is old.</param>
    /// <param name="progress">Told the elements that are old.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public void Back(long from, IProgress<long>? progress, CancellationToken cancellation)
    {
        bool isFirst = true;
        for (Chunk now = Before(from), next; now.Count > 0; now = next)
        {
            next = Before(now.First);
            Step(now, next, isAhead: !isFirst, cancellation);
            progress?.Report(change.Count - now.First);
            isFirst = false;
        }
    }

    /// <summary>The chunks that a whole change takes: how many, and the elements of the longest.</summary>
    /// <param name="target">The file.</param>
    /// <param name="change">The change.</param>
    /// <param name="perChunk">Elements of a chunk at most.</param>
    /// <param name="most">The number at which counting ends.</param>
    public static (long Count, long Longest) Measure(IByteTarget target, IChunkedChange change, long perChunk, long most = long.MaxValue)
    {
        (long count, long longest) = (0, 0);
        for (Chunk chunk = First(target, change, perChunk, 0); chunk.Count > 0 && count < most; chunk = At(target, change, perChunk, chunk.End))
        {
            count++;
            longest = Math.Max(longest, chunk.Count);
        }

        return (count, longest);
    }

    // The change is complete with its last chunk: where no element is left that changes, the last one makes a chunk.
    private static Chunk First(IByteTarget target, IChunkedChange change, long perChunk, long from)
    {
        Chunk first = At(target, change, perChunk, from);
        return first.Count > 0 || from >= change.Count ? first : new(RecordKind.Chunk, change.Count - 1, 1);
    }

    private static Chunk At(IByteTarget target, IChunkedChange change, long perChunk, long from)
    {
        long first = from < change.Count ? change.NextChanged(target, from) : change.Count;
        if (first >= change.Count)
        {
            return new(RecordKind.Chunk, first, 0);
        }

        long end = change.EndOfChanged(target, first);
        return new(RecordKind.Chunk, first, change.EndOfChunk(first, end < change.Count ? Math.Min(perChunk, end - first) : perChunk) - first);
    }

    private Chunk First(long from) => First(target, change, perChunk, from);

    private Chunk At(long from) => At(target, change, perChunk, from);

    private Chunk Before(long from)
    {
        long end = from > 0 ? change.LastChanged(target, from) : 0;
        return new(RecordKind.ChunkBack, end - Math.Min(perChunk, end), Math.Min(perChunk, end));
    }

    private void Step(Chunk now, Chunk next, bool isAhead, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!isAhead)
        {
            WriteAhead(now);
        }

        journal.Protect();
        cancellation.ThrowIfCancellationRequested();
        change.Apply(new EarlyWriteBack(target), now.First, journal.Payload(LengthOf(now)));
        if (now.Kind == RecordKind.Chunk && next.Count == 0)
        {
            change.Complete(target);
        }

        // The chunk survives before the next record has its head, and before the one after that takes the place of its own.
        if (next.Count == 0)
        {
            target.Sync();
            return;
        }

        Action synced = target.BeginSync();
        try
        {
            if (hasEvidence && now.Kind == RecordKind.Chunk)
            {
                // Where nothing was changed, the chunk before it shows more.
                ulong after = DoneChunk.DigestOf(target, change, now.First, now.Count);
                if (after != old)
                {
                    done.Add(new(now.First, now.Count, old, after));
                }
            }

            WriteAhead(next);
        }
        finally
        {
            synced();
        }
    }

    private void WriteAhead(Chunk chunk)
    {
        int length = LengthOf(chunk);
        Memory<byte> payload = journal.Payload(length);
        change.ReadChunk(target, chunk.First, payload);
        DoneChunk? evidence = null;
        if (hasEvidence)
        {
            evidence = chunk.Kind == RecordKind.ChunkBack ? NewBelow(chunk.First) : LastBefore(chunk);
            old = chunk.Kind == RecordKind.Chunk ? XxHash3.HashToUInt64(payload.Span) : 0;
        }

        journal.WriteAhead(chunk.Kind, chunk.First, chunk.Count, length, evidence);
    }

    private DoneChunk? LastBefore(Chunk next)
    {
        done.RemoveAll(chunk => !change.StaysDone((chunk.First, chunk.Count), (next.First, next.Count)));
        if (done.Count > MostDone)
        {
            done.RemoveRange(0, done.Count - MostDone);
        }

        return done.Count > 0 ? done[^1] : null;
    }

    // Going back, the evidence is what is still new: below the chunk, and so looked for again when the change comes to it.
    private DoneChunk? NewBelow(long end)
    {
        if (done is [.., var known] && known.First + known.Count <= end)
        {
            return known;
        }

        int size = change.ItemSize;
        byte[] piece = new byte[Math.Min(Math.Max(EvidenceOfBack / size, 1), end) * size];
        while ((end = change.LastChanged(target, end)) > 0)
        {
            long first = Math.Max(0, end - (piece.Length / size));
            Span<byte> elements = piece.AsSpan(0, (int)(end - first) * size);
            change.Read(target, first, elements);
            ulong after = XxHash3.HashToUInt64(elements);
            change.Transform(first, elements);
            ulong before = XxHash3.HashToUInt64(elements);
            if (before != after)
            {
                done.Add(new(first, end - first, before, after));
                return done[^1];
            }

            end = first;
        }

        return null;
    }

    // A chunk's bytes are at most the header's chunk length, an int.
    private int LengthOf(Chunk chunk) => checked((int)(chunk.Count * change.ItemSize));

    private readonly record struct Chunk(RecordKind Kind, long First, long Count)
    {
        public long End => First + Count;
    }
}
