using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Deals with a journal that an interrupted change left. Every way through is idempotent: stopped at any point and run again, it comes to the same end.
/// </summary>
internal static class JournalRecovery
{
    private const string Spoilt = "the journal is damaged, and the file has been changed since it was made: restore the file from a backup, then forget the journal by 'recover --discard'";

    /// <summary>Reads the journal and says what it is; changes nothing.</summary>
    /// <param name="place">Where the journal is.</param>
    /// <param name="target">The file that was being changed.</param>
    /// <param name="identity">Which file it is.</param>
    /// <param name="finalLength">The length that a change which goes in chunks leaves the file with; left out, the one it had.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static JournalReport Inspect(
        IJournalPlace place, IByteTarget target, TargetIdentity identity, Func<JournalHeader, long>? finalLength = null, CancellationToken cancellation = default)
    {
        if (!place.Exists)
        {
            return new(JournalState.None, null, 0, 0, 0, "there is no journal");
        }

        using IJournalFile journal = place.Open(writable: false);
        return Inspect(journal, target, identity, finalLength, cancellation);
    }

    /// <summary>Puts the old bytes of an undo journal back, or removes a journal that was never finished.</summary>
    /// <param name="place">Where the journal is.</param>
    /// <param name="target">The file that was being changed, open for writing and locked.</param>
    /// <param name="identity">Which file it is.</param>
    /// <param name="closeGap">Closes the gap at this offset and of this length if it was opened.</param>
    /// <param name="startProgress">Called with the number of old bytes; what it gives back is told those put back.</param>
    /// <param name="cancellation">Stops it; the journal is still there.</param>
    /// <returns>The report on the journal as it was.</returns>
    /// <exception cref="ContainerException">The journal is foreign or damaged: nothing was changed.</exception>
    /// <exception cref="IOException">The target can't be written; the journal is still there.</exception>
    public static JournalReport Undo(
        IJournalPlace place,
        IByteTarget target,
        TargetIdentity identity,
        Action<long, long>? closeGap = null,
        Func<long, IProgress<long>?>? startProgress = null,
        CancellationToken cancellation = default)
    {
        if (!place.Exists)
        {
            return new(JournalState.None, null, 0, 0, 0, "there is no journal");
        }

        JournalReport report;
        using (IJournalFile journal = place.Open(writable: false))
        {
            report = Inspect(journal, target, identity, null, cancellation);
            switch (report.State)
            {
                case JournalState.Torn:
                    break;
                case JournalState.Undoable:
                    MarkAgain(place, target, report.Header!);
                    UndoPutBack.Run(journal, report.Header!, target, new() { CloseGap = closeGap, Progress = startProgress?.Invoke(report.OldBytes), Cancellation = cancellation });
                    target.Sync();
                    break;
                default:
                    throw new ContainerException($"{place.Path}: {report.Reason}", 0);
            }
        }

        JournalMark.Remove(target);
        place.Delete();
        LastSync.After(place, "the recovery is done");
        return report;
    }

    // A change that was stopped after its mark had been removed, or that a version without marks has made.
    internal static void MarkAgain(IJournalPlace place, IByteTarget target, JournalHeader header)
    {
        if (JournalMark.On(target) is null)
        {
            JournalMark.Of(header, place.Path).PutOn(target);
            place.SyncWithMark(target);
        }
    }

    private static JournalReport Inspect(
        IJournalFile journal, IByteTarget target, TargetIdentity identity, Func<JournalHeader, long>? finalLength, CancellationToken cancellation)
    {
        if (JournalHeader.Read(journal) is not { } header)
        {
            return !StartsLikeJournal(journal) ? new(JournalState.Damaged, null, 0, 0, 0, "is no journal of this tool; look at it, and move it away")
                : TornJournalCheck.OfChange(journal, target) ? new(JournalState.Damaged, null, 0, 0, 0, Spoilt)
                : new(JournalState.Torn, null, 0, 0, 0, "the journal was never finished; the file was not touched");
        }

        // A journal that was put in the place of the one that the file is marked with.
        if (JournalMark.On(target) is { } mark && mark.IsOf(identity.File, identity.Birth) && mark.Nonce != header.Nonce)
        {
            return new(JournalState.Foreign, header, 0, 0, 0, $"the file is marked with a change whose journal is another one, {mark.Journal}. {UndoEvidence.Discarding}");
        }

        if (header.Mode != JournalMode.Undo)
        {
            return ResumeJournal.Inspect(journal, header, target, identity, finalLength, cancellation);
        }

        UndoJournalReader reader = new(journal, header);
        UndoEvidence evidence = new(journal, target);
        long gap = 0;
        while (reader.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            evidence.Add(reader);
            gap += reader.Current.Kind == RecordKind.Gap ? reader.Current.Length : 0;
        }

        long oldBytes = reader.Sealed ? reader.Current.Length : 0;
        long records = reader.Sealed ? reader.Current.Number : 0;
        if (!identity.MayBeOf(header) || target.Length < header.TargetLength || target.Length > header.TargetLength + gap)
        {
            return new(JournalState.Foreign, header, records, oldBytes, 0, NotTheFile(header, target, identity));
        }

        if (reader.Sealed && gap > 0 && GapEvidence.Find(ExtentRecords.ReadGap(new(journal, header))!, target, header.TargetLength).Refusal is { } refusal)
        {
            return new(JournalState.Foreign, header, records, oldBytes, 0, refusal);
        }

        return reader.Sealed && evidence.Altered >= 0 ? new(JournalState.Altered, header, records, oldBytes, 0, UndoEvidence.Refusal(evidence.Altered))
            : reader.Sealed ? new(JournalState.Undoable, header, records, oldBytes, 0, "") { Evidence = evidence.Summary }
            : target.Length == header.TargetLength && !TornJournalCheck.OfChange(journal, header.Nonce, header.EncodedLength, target) ? new(JournalState.Torn, header, 0, 0, 0, "the journal was never finished; the file was not touched")
            : new(JournalState.Damaged, header, 0, 0, 0, Spoilt);
    }

    internal static string NotTheFile(JournalHeader header, IByteTarget target, TargetIdentity identity) =>
        !identity.MayBeOf(header)
            ? $"the journal belongs to another file, which stood at this path before. {UndoEvidence.Discarding}"
            : $"the journal belongs to a file of {Plural.Of(header.TargetLength, "byte")}, and this one has {target.Length}. {UndoEvidence.Discarding}";

    private static bool StartsLikeJournal(IByteTarget journal)
    {
        // After a power cut the start of a file may be missing or zero; anything else was put there by somebody else.
        Span<byte> start = stackalloc byte[(int)Math.Min(8, journal.Length)];
        journal.ReadAt(0, start);
        return start.IndexOfAnyExcept((byte)0) < 0 || "MMAPJRNL"u8.StartsWith(start);
    }
}
