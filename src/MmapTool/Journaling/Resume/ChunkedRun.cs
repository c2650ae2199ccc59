using System.Diagnostics;
using System.Globalization;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Carries a chunked change out under a journal, from wherever it stands, forward to its end or back to its beginning. However often it is stopped,
/// every element is changed exactly once.
/// </summary>
internal static class ChunkedRun
{
    // Bytes of new elements that are still taken back when a change is stopped: two chunks, a second's work.
    private const long TakenBack = 2L * ChunkLength.Usual;

    /// <summary>
    /// A change that was cancelled is taken back where making it took no longer than this, since taking back takes about as long. Else it is left, with its
    /// journal, to be finished or undone when there is time.
    /// </summary>
    public static readonly TimeSpan TakenBackWithin = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of disk space that the journal of a change takes before anything is touched, at the least.</summary>
    /// <param name="target">The file.</param>
    /// <param name="change">The change, which needs nothing that is kept.</param>
    /// <param name="keepUndo">Whether all old bytes are kept.</param>
    /// <param name="chunkLength">Bytes of a chunk, as for <see cref="Execute"/>.</param>
    public static long LeastJournal(IByteTarget target, IChunkedChange change, bool keepUndo, int chunkLength)
    {
        int chunk = ChunkLength.Afforded(chunkLength, change);
        (long count, long longest) = ChunkWalk.Measure(target, change, chunk / change.ItemSize, keepUndo ? long.MaxValue : 2);
        return count * longest * change.ItemSize;
    }

    /// <summary>Makes the journal and the change, to the end.</summary>
    /// <param name="place">Where the journal goes.</param>
    /// <param name="target">The file to change.</param>
    /// <param name="identity">Which file it is.</param>
    /// <param name="change">The change.</param>
    /// <param name="keepUndo">Whether to keep all old bytes, so that even a half-made change can be undone.</param>
    /// <param name="chunkLength">Bytes of a chunk, at least an item; fewer where the process's control group has little memory.</param>
    /// <param name="progress">Receives the number of elements done.</param>
    /// <param name="beforeCommit">Done when all is changed and durable, while the journal is still there.</param>
    /// <param name="cancellation">
    /// Stops between two chunks, but not before the last one, which is finished. The changes so far are taken back where that is possible and short. Else the
    /// journal stays, for <see cref="Finish"/> or <see cref="Undo"/>.
    /// </param>
    /// <exception cref="IOException">The disk stopped the change, and everything is as it was.</exception>
    /// <exception cref="Errors.InterruptedChangeException">The disk stopped the change part of the way; the journal is there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a <see cref="Errors.ChangeCanceledException"/> where the journal is still there.</exception>
    public static void Execute(
        IJournalPlace place,
        IByteTarget target,
        TargetIdentity identity,
        IChunkedChange change,
        bool keepUndo = false,
        int chunkLength = ChunkLength.Usual,
        IProgress<long>? progress = null,
        Action? beforeCommit = null,
        CancellationToken cancellation = default)
    {
        int chunk = ChunkLength.Afforded(chunkLength, change);
        long chunks = 0;
        if (change is not IKeepingChange)
        {
            // No longer than the longest that there is: of a sparse file there may be little to keep.
            (chunks, long longest) = ChunkWalk.Measure(target, change, chunk / change.ItemSize);
            // Shorter than where memory is scarce it need not be.
            longest = Math.Max(longest, Math.Min(chunk, ChunkLength.Scarce) / change.ItemSize);
            chunk = checked((int)(longest * change.ItemSize));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk, JournalHeader.MaximumChunkLength, nameof(chunkLength));
        JournalHeader header = new(
            keepUndo ? JournalMode.ResumeKeepingUndo : JournalMode.Resume, Guid.NewGuid(), target.Length, identity.File, DateTime.UtcNow, chunk, change.Operation)
        {
            KeptLength = (change as IKeepingChange)?.KeptLength ?? 0,
            Birth = identity.Birth,
        };
        using (ResumeJournal journal = new(Make(place, target, header, change, cancellation), header))
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                (change as IKeepingChange)?.UseKept(journal.Kept);
                journal.Allocate(change is IKeepingChange ? ChunkWalk.Measure(target, change, chunk / change.ItemSize).Count : chunks);
                new ChunkWalk(journal, target, change, chunk).Forward(0, progress, cancellation);
                beforeCommit?.Invoke();
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                bool isLate = error is OperationCanceledException && Stopwatch.GetElapsedTime(began) > TakenBackWithin;
                if ((isLate && journal.InFlight is not null) || !TryTakeBack(journal, header, target, change))
                {
                    throw Stopped(place, journal, change, error);
                }

                journal.Dispose();
                End(place, target);
                throw;
            }
        }

        End(place, target, "the change is in and durable");
    }

    // A change that stopped in its first chunks is taken back where it can be, which takes no longer than making it did. A change that is further is left as
    // it is, to be finished or undone as the user likes.
    private static bool TryTakeBack(ResumeJournal journal, JournalHeader header, IByteTarget target, IChunkedChange change)
    {
        if (journal.InFlight is not { } head)
        {
            return true;
        }

        bool keepsAll = header.Mode == JournalMode.ResumeKeepingUndo;
        bool isFirst = journal.IsAtBeginning;
        bool isShort = (keepsAll || change.IsItsOwnInverse) && head.Offset * (long)change.ItemSize <= TakenBack;
        if (head.Kind != RecordKind.Chunk || !(isFirst || isShort))
        {
            return false;
        }

        try
        {
            ChunkPutBack putBack = new(journal, target, change, header.ChunkLength);
            if (keepsAll)
            {
                putBack.All(null, CancellationToken.None);
            }
            else
            {
                putBack.One();
                if (!isFirst)
                {
                    new ChunkWalk(journal, target, change, header.ChunkLength).Back(journal.Position, null, CancellationToken.None);
                }
            }

            change.Revert(target);
            return true;
        }
        catch (IOException)
        {
            // The disk that stopped the change stops this as well: the journal knows where, and what to do.
            return false;
        }
    }

    private static Exception Stopped(IJournalPlace place, ResumeJournal journal, IChunkedChange change, Exception error)
    {
        string state = string.Create(CultureInfo.InvariantCulture, $"the change stopped after {journal.Position} of {Plural.Of(change.Count, "element")}; {place.Path} keeps it safe: run 'mmaptool recover' to finish it, or with --undo where it can be taken back");
        return error is OperationCanceledException canceled
            ? new Errors.ChangeCanceledException(place.Path, state, canceled)
            : new Errors.InterruptedChangeException(place.Path, $"{error.Message}; {state}", error);
    }

    /// <summary>Goes on with an interrupted change to its end.</summary>
    /// <param name="place">Where the journal is.</param>
    /// <param name="target">The file.</param>
    /// <param name="header">The journal's header.</param>
    /// <param name="change">The change that it names.</param>
    /// <param name="progress">Receives the number of elements done.</param>
    /// <param name="chunkLength">The most bytes of a chunk; fewer where the journal's are shorter, or the control group has little memory.</param>
    /// <param name="cancellation">Stops between two chunks; the journal is then still there.</param>
    public static void Finish(
        IJournalPlace place,
        IByteTarget target,
        JournalHeader header,
        IChunkedChange change,
        IProgress<long>? progress = null,
        int chunkLength = ChunkLength.Usual,
        CancellationToken cancellation = default)
    {
        Resume(place, target, header, change, chunkLength, (journal, chunk) =>
        {
            if (journal.InFlight?.Kind == RecordKind.Undoing)
            {
                throw new Errors.ViewException($"{place.Path}: the change is being undone, and that can't be turned; use recover --undo");
            }

            new ChunkPutBack(journal, target, change, chunk).One();
            new ChunkWalk(journal, target, change, chunk).Forward(journal.Position, progress, cancellation);
        }, cancellation);
    }

    /// <summary>Goes back to the beginning: by the kept old bytes, or by making a change that is its own inverse again.</summary>
    /// <exception cref="Errors.ViewException">Neither is there: the change can only be finished.</exception>
    /// <inheritdoc cref="Finish"/>
    public static void Undo(
        IJournalPlace place,
        IByteTarget target,
        JournalHeader header,
        IChunkedChange change,
        IProgress<long>? progress = null,
        int chunkLength = ChunkLength.Usual,
        CancellationToken cancellation = default)
    {
        Resume(place, target, header, change, chunkLength, (journal, chunk) =>
        {
            ChunkPutBack putBack = new(journal, target, change, chunk);
            if (header.Mode == JournalMode.ResumeKeepingUndo)
            {
                putBack.All(progress, cancellation);
            }
            else if (journal.IsAtBeginning)
            {
                putBack.One();
            }
            else if (change.IsItsOwnInverse)
            {
                putBack.One();
                new ChunkWalk(journal, target, change, chunk).Back(journal.Position, progress, cancellation);
            }
            else
            {
                throw new Errors.ViewException($"{place.Path}: the change of {Plural.Of(journal.Position, "element")} can't be undone, as its old bytes were not kept; use recover --finish");
            }

            change.Revert(target);
        }, cancellation);
    }

    // `goOn` receives the journal, positioned at the chunk in flight, and the chunk size in bytes from now on.
    private static void Resume(
        IJournalPlace place, IByteTarget target, JournalHeader header, IChunkedChange change, int chunkLength, Action<ResumeJournal, int> goOn, CancellationToken cancellation)
    {
        using (ResumeJournal journal = new(place.Open(), header))
        {
            EnsureEvidence(place, journal, target, header, change, cancellation);
            JournalRecovery.MarkAgain(place, target, header);
            goOn(journal, ChunkLength.Afforded(Math.Min(chunkLength, header.ChunkLength), change));
        }

        End(place, target, "the recovery is done");
    }

    /// <summary>The evidence that the file is as the change left it.</summary>
    /// <exception cref="Errors.ContainerException">It is not, or the journal does not fit the change; nothing was changed.</exception>
    internal static string Evidence(IJournalPlace place, IByteTarget target, JournalHeader header, IChunkedChange change, CancellationToken cancellation)
    {
        using ResumeJournal journal = new(place.Open(writable: false), header);
        return EnsureEvidence(place, journal, target, header, change, cancellation);
    }

    private static string EnsureEvidence(
        IJournalPlace place, ResumeJournal journal, IByteTarget target, JournalHeader header, IChunkedChange change, CancellationToken cancellation)
    {
        FindChunk(place, journal, header, change);
        try
        {
            return ResumeEvidence.Ensure(journal, target, change, cancellation);
        }
        catch (ContainerException error)
        {
            throw new ContainerException(error.Message.StartsWith(place.Path, StringComparison.Ordinal) ? error.Message : $"{place.Path}: {error.Message}", error.Offset);
        }
    }

    // A journal that was made up or spoilt must not lead writes to places where the change has none.
    private static void FindChunk(IJournalPlace place, ResumeJournal journal, JournalHeader header, IChunkedChange change)
    {
        journal.Find();
        (change as IKeepingChange)?.UseKept(journal.Kept);
        bool fits = header.ChunkLength >= change.LeastChunk
            && (journal.InFlight is not { Kind: not RecordKind.Undoing } head
                || (head.Length > 0 && head.Length <= change.Count && head.Offset <= change.Count - head.Length && head.Length * change.ItemSize == head.PayloadLength));
        if (!fits)
        {
            throw new Errors.ContainerException($"{place.Path}: the journal does not fit the change that it names; restore the file from a backup, then forget the journal by 'recover --discard'", 0);
        }
    }

    private static IJournalFile Make(IJournalPlace place, IByteTarget target, JournalHeader header, IChunkedChange change, CancellationToken cancellation)
    {
        IJournalFile journal = place.Create();
        try
        {
            journal.WriteAt(0, header.Encode());
            if (change is IKeepingChange keeping)
            {
                // Once there is a chunk, everything that is kept is there.
                KeptBytes.Write(journal, header, keeping, cancellation);
                journal.Sync();
            }

            // Its name survives. The header does by the sync of the first record, before which nothing is touched.
            JournalMark.Of(header, place.Path).PutOn(target);
            place.SyncWithMark(target);
            return journal;
        }
        catch
        {
            journal.Dispose();
            JournalMark.Remove(target);
            place.Delete();
            throw;
        }
    }

    private static void End(IJournalPlace place, IByteTarget target, string done)
    {
        JournalMark.Remove(target);
        place.Delete();
        LastSync.After(place, done);
    }

    private static void End(IJournalPlace place, IByteTarget target)
    {
        JournalMark.Remove(target);
        place.Delete();
        place.SyncFolder();
    }
}
