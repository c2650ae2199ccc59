using System.Globalization;

namespace MmapTool.Journaling;

/// <summary>
/// Carries a chunked change out under a journal, from wherever it stands, forward to its end or back to its beginning. Whatever
/// stops it, and however often, every element is changed exactly once.
/// </summary>
public static class ChunkedRun
{
    /// <summary>The usual size of a chunk: long enough that the syncs between chunks cost little.</summary>
    public const int DefaultChunkLength = 64 << 20;

    /// <summary>Makes the journal and the change, to the end.</summary>
    /// <param name="place">Where the journal goes.</param>
    /// <param name="target">The file to change.</param>
    /// <param name="identity">Which file it is.</param>
    /// <param name="change">The change.</param>
    /// <param name="keepUndo">Whether to keep all old bytes, so that even a half-made change can be undone.</param>
    /// <param name="chunkLength">Bytes of a chunk, at least an item.</param>
    /// <param name="progress">Told the elements done.</param>
    /// <param name="cancellation">Stops between two chunks: the journal stays, for <see cref="Finish"/> or <see cref="Undo"/>.</param>
    public static void Execute(
        IJournalPlace place,
        IStableFile target,
        TargetIdentity identity,
        IChunkedChange change,
        bool keepUndo = false,
        int chunkLength = DefaultChunkLength,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        int chunk = Math.Max(chunkLength / change.ItemSize, 1) * change.ItemSize;
        JournalHeader header = new(
            keepUndo ? JournalMode.ResumeKeepingUndo : JournalMode.Resume, Guid.NewGuid(), target.Length, identity, DateTime.UtcNow, chunk, change.Operation);
        using ResumeJournal journal = new(Make(place, header), header);
        Forward(journal, header, target, change, 0, progress, cancellation);
        End(place);
    }

    /// <summary>Goes on with an interrupted change to its end.</summary>
    public static void Finish(IJournalPlace place, IStableFile target, JournalHeader header, IChunkedChange change, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        using (ResumeJournal journal = new(place.Open(), header))
        {
            journal.Find();
            if (journal.InFlight?.Kind == RecordKind.Undoing)
            {
                throw new Errors.ViewException($"{place.Path}: the change is being undone, and that can't be turned; use recover --undo");
            }

            PutBack(journal, target, change);
            Forward(journal, header, target, change, journal.Position, progress, cancellation);
        }

        End(place);
    }

    /// <summary>Goes back to the beginning: by the kept old bytes, or by making a change that is its own inverse again.</summary>
    /// <exception cref="Errors.ViewException">Neither is there: the change can only be finished.</exception>
    public static void Undo(IJournalPlace place, IStableFile target, JournalHeader header, IChunkedChange change, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        using (ResumeJournal journal = new(place.Open(), header))
        {
            journal.Find();
            if (header.Mode == JournalMode.ResumeKeepingUndo)
            {
                PutAllBack(journal, target, change);
            }
            else if (change.IsItsOwnInverse || journal.Position == 0)
            {
                PutBack(journal, target, change);
                Back(journal, header, target, change, journal.Position, progress, cancellation);
            }
            else
            {
                throw new Errors.ViewException($"{place.Path}: the change of {journal.Position.ToString(CultureInfo.InvariantCulture)} elements can't be undone, as its old bytes were not kept; use recover --finish");
            }
        }

        End(place);
    }

    private static IStableFile Make(IJournalPlace place, JournalHeader header)
    {
        IStableFile journal = place.Create();
        try
        {
            journal.WriteAt(0, header.Encode());

            // Its name survives. The header does by the sync of the first record, before which nothing is touched.
            place.SyncFolder();
            return journal;
        }
        catch
        {
            journal.Dispose();
            place.Delete();
            throw;
        }
    }

    private static void Forward(
        ResumeJournal journal, JournalHeader header, IStableFile target, IChunkedChange change, long from, IProgress<long>? progress, CancellationToken cancellation)
    {
        long perChunk = header.ChunkLength / change.ItemSize;
        for (long first = from; first < change.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            long count = Math.Min(perChunk, change.Count - first);
            Step(journal, RecordKind.Chunk, target, change, first, count);
            first += count;
            progress?.Report(first);
        }
    }

    private static void Back(
        ResumeJournal journal, JournalHeader header, IStableFile target, IChunkedChange change, long from, IProgress<long>? progress, CancellationToken cancellation)
    {
        long perChunk = header.ChunkLength / change.ItemSize;
        for (long end = from; end > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            long count = Math.Min(perChunk, end);
            end -= count;
            Step(journal, RecordKind.ChunkBack, target, change, end, count);
            progress?.Report(end);
        }
    }

    private static void Step(ResumeJournal journal, RecordKind kind, IStableFile target, IChunkedChange change, long first, long count)
    {
        // A chunk's bytes are at most the header's chunk length, an int.
        int length = checked((int)(count * change.ItemSize));
        Span<byte> elements = journal.Payload(length);
        change.Read(target, first, elements);
        journal.Protect(kind, first, count, length);
        change.Transform(first, elements);
        change.Write(target, first, elements);

        // The chunk survives before the next record may take the place of the one before this.
        target.Sync();
    }

    private static void PutBack(ResumeJournal journal, IStableFile target, IChunkedChange change)
    {
        if (journal.InFlight is { } head && journal.Read(head.Number) is not null)
        {
            change.Write(target, head.Offset, journal.Payload(head.PayloadLength));
            target.Sync();
        }
    }

    private static void PutAllBack(ResumeJournal journal, IStableFile target, IChunkedChange change)
    {
        if (journal.InFlight is not { } last)
        {
            return;
        }

        long number = last.Number;
        if (last.Kind != RecordKind.Undoing)
        {
            // From here the elements before the position are no longer all new: only going on back is right.
            journal.Protect(RecordKind.Undoing, 0, 0, 0);
            number++;
        }

        while (--number >= 0 && journal.Read(number) is { } head)
        {
            change.Write(target, head.Offset, journal.Payload(head.PayloadLength));
        }

        target.Sync();
    }

    private static void End(IJournalPlace place)
    {
        place.Delete();
        place.SyncFolder();
    }
}
