using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The protection of one change in undo mode. Between <c>Begin</c> and <see cref="Commit"/> the journal holds every byte
/// that the change may overwrite, durably, so that whatever stops the process, <see cref="JournalRecovery"/> can put them back.
/// </summary>
/// <remarks>
/// The order, and what each sync promises:
/// <list type="number">
/// <item>the journal is made, written whole and synced: its old bytes survive;</item>
/// <item>where old bytes are kept by sharing blocks, which have no checksum, it is synced once more before its last record, the seal;</item>
/// <item>the target is marked (<see cref="JournalMark"/>), and the journal's folder is synced: its name survives. Only now may the target be written;</item>
/// <item>the target is written and synced: the new bytes survive;</item>
/// <item>the mark is removed, and the journal deleted: from here the change is done;</item>
/// <item>the folder is synced: the journal does not come back after a power cut and undo what was reported as done.</item>
/// </list>
/// </remarks>
internal sealed class UndoJournal : IDisposable
{
    private readonly IJournalPlace place;
    private readonly IByteTarget target;
    private readonly JournalHeader header;
    private IJournalFile? journal;

    private UndoJournal(IJournalPlace place, IByteTarget target, IJournalFile journal, JournalHeader header)
    {
        this.place = place;
        this.target = target;
        this.journal = journal;
        this.header = header;
    }

    /// <summary>Makes the journal of a change, durable when this returns.</summary>
    /// <param name="place">Where the journal goes.</param>
    /// <param name="target">The file to be changed, whose old bytes are read here.</param>
    /// <param name="identity">Which file that is.</param>
    /// <param name="operation">The change as text, for people.</param>
    /// <param name="ranges">The bytes that will be written: byte offsets and lengths, inside the target as it is now.</param>
    /// <param name="gap">The gap that will be opened by moving extents, if any; the ranges then count in the file as it was before.</param>
    /// <param name="options">Limits, progress.</param>
    /// <exception cref="IOException">The journal can't be made, filled or synced; nothing is left of it, and the target is untouched.</exception>
    /// <exception cref="Errors.ViewException">More bytes would have to be copied than is allowed; nothing is left of it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; nothing is left of it.</exception>
    public static UndoJournal Begin(
        IJournalPlace place,
        IByteTarget target,
        TargetIdentity identity,
        string operation,
        IEnumerable<(long Offset, long Length)> ranges,
        GapOpening? gap = null,
        UndoJournalOptions? options = null) => Begin(place, target, identity, operation, filling => filling.Add(ranges), gap, options);

    /// <summary>Makes the journal of a change whose writes are known, with evidence of what they leave, durable when this returns.</summary>
    /// <inheritdoc cref="Begin(IJournalPlace, IByteTarget, TargetIdentity, string, IEnumerable{ValueTuple{long, long}}, GapOpening?, UndoJournalOptions?)"/>
    internal static UndoJournal Begin(
        IJournalPlace place, IByteTarget target, TargetIdentity identity, string operation, IEnumerable<ForeseenPart> parts, UndoJournalOptions? options = null) =>
        Begin(place, target, identity, operation, filling => filling.Add(parts), null, options);

    private static UndoJournal Begin(
        IJournalPlace place,
        IByteTarget target,
        TargetIdentity identity,
        string operation,
        Action<UndoJournalFilling> fill,
        GapOpening? gap,
        UndoJournalOptions? options)
    {
        JournalHeader header = new(JournalMode.Undo, Guid.NewGuid(), target.Length, identity.File, DateTime.UtcNow, 0, Cut(operation)) { Birth = identity.Birth };
        IJournalFile journal = place.Create();
        try
        {
            using UndoJournalFilling filling = new(journal, header, target, options ?? new());
            fill(filling);
            filling.End(gap);
            journal.Sync();
            JournalMark.Of(header, place.Path).PutOn(target);
            place.SyncWithMark(target);
            return new(place, target, journal, header) { IsCloned = filling.IsCloned };
        }
        catch
        {
            // The target is untouched, so that the journal, however much of it there is, is worth nothing.
            journal.Dispose();
            JournalMark.Remove(target);
            place.Delete();
            throw;
        }
    }

    /// <summary>Makes the change final. The target must have been synced: this is what the journal was kept for.</summary>
    /// <exception cref="IOException">
    /// The journal can't be deleted, and recovery will put the old bytes back; or, with <see cref="IsDeleted"/>, only its folder can't be synced.
    /// </exception>
    public void Commit()
    {
        Dispose();
        JournalMark.Remove(target);
        place.Delete();
        IsDeleted = true;
        LastSync.After(place, "the change is in and durable");
    }

    /// <summary>Ends the journal where the target is as it was.</summary>
    /// <exception cref="IOException">The journal can't be deleted.</exception>
    public void Withdraw()
    {
        Dispose();
        JournalMark.Remove(target);
        place.Delete();
        IsDeleted = true;
        try
        {
            place.SyncFolder();
        }
        catch (IOException)
        {
            // A journal that a power cut brings back puts back what is there.
        }
    }

    /// <summary>Whether the journal is gone: the change can't be taken back any more.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Whether large ranges share their blocks with the journal: putting them back takes no time.</summary>
    public bool IsCloned { get; private init; }

    /// <summary>Puts the old bytes back after a failure in mid-change, and ends the journal.</summary>
    /// <param name="closeGap">Closes the gap at this offset and of this length if it was opened.</param>
    /// <param name="changed">Where the target may have been written, from an offset up to another; everywhere where not given.</param>
    /// <exception cref="IOException">They can't be written either: the journal stays, and recovery has to be run.</exception>
    public void RollBack(Action<long, long>? closeGap = null, (long Start, long End)? changed = null)
    {
        journal ??= place.Open(writable: false);
        (long start, long end) = changed ?? (0, long.MaxValue);
        UndoPutBack.Run(journal, header, target, new() { CloseGap = closeGap, Start = start, End = end });
        target.Sync();
        Withdraw();
    }

    /// <summary>Closes the journal's file. The journal itself stays unless it was committed or rolled back.</summary>
    public void Dispose()
    {
        journal?.Dispose();
        journal = null;
    }

    private static string Cut(string operation) =>
        operation.Length <= 4096 ? operation : operation[..4096] + "…";
}
