using System.Diagnostics;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Journaling;

namespace MmapTool.Patching;

/// <summary>Keeps the undo journal around the writing of a plan.</summary>
/// <param name="place">Where the journal goes.</param>
/// <param name="identity">Which file the target is.</param>
/// <param name="operation">The change as text, for whoever finds the journal.</param>
/// <param name="undoLimit">The most old bytes that are journaled.</param>
internal sealed class JournalGuard(IJournalPlace place, TargetIdentity identity, string operation, long undoLimit) : IChangeGuard, IDisposable
{
    /// <summary>The usual limit: 1 GiB.</summary>
    public const long DefaultUndoLimit = 1L << 30;

    private UndoJournal? journal;
    private long began;

    /// <summary>A change that was cancelled is taken back at once where writing took no longer than this; else the journal stays.</summary>
    internal TimeSpan TakenBackWithin { get; init; } = ChunkedRun.TakenBackWithin;

    /// <inheritdoc/>
    /// <exception cref="ViewException">The change overwrites more than the limit.</exception>
    public void Begin(Plan plan, IByteTarget target, IProgress<long>? progress, CancellationToken cancellation)
    {
        UndoJournalOptions options = new() { CopyLimit = undoLimit, Progress = progress, Cancellation = cancellation };
        journal = UndoJournal.Begin(place, target, identity, operation, PlanForesight.Of(plan, target), options);
        began = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Commit() => journal!.Commit();

    /// <inheritdoc/>
    /// <exception cref="InterruptedChangeException">The old bytes can't be put back now: the journal stays.</exception>
    /// <exception cref="ChangeCanceledException">Putting them back would take long: the journal stays.</exception>
    public void Abandon((long Start, long End) written, OperationCanceledException? canceled)
    {
        if (journal is null || journal.IsDeleted)
        {
            // Where only the folder could not be synced, the change is made, and its error says what is not sure.
            return;
        }

        if (written.Start == written.End)
        {
            journal.Withdraw();
            return;
        }

        // Taking back takes about as long as writing did.
        if (canceled is not null && !journal.IsCloned && Stopwatch.GetElapsedTime(began) > TakenBackWithin)
        {
            journal.Dispose();
            throw new ChangeCanceledException(place.Path, $"the change was stopped part of the way; taking it back takes a while, and {place.Path} keeps all the old bytes until then: run 'mmaptool recover'", canceled);
        }

        try
        {
            journal.RollBack(changed: written);
        }
        catch (IOException error) when (!journal.IsDeleted)
        {
            throw new InterruptedChangeException(place.Path, $"the change failed part of the way, and what it had changed can't be put back ({error.Message}): mend the disk, then run 'mmaptool recover'", error);
        }
    }

    /// <summary>The old bytes that the journal of a plan keeps.</summary>
    public static long OldBytes(Plan plan)
    {
        long bytes = 0;
        foreach ((_, long length) in PlanRanges.Of(plan))
        {
            bytes += length;
        }

        return bytes;
    }

    /// <summary>How many of them are copied where large ranges can share their blocks with the journal.</summary>
    public static long CopiedBytes(Plan plan)
    {
        long from = new UndoJournalOptions().ClonedFrom + (2 * FileExtents.Alignment);
        long bytes = 0;
        foreach ((_, long length) in PlanRanges.Of(plan))
        {
            bytes += length < from ? length : 2 * FileExtents.Alignment;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => journal?.Dispose();
}
