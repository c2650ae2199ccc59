using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Patching;

namespace MmapTool.Operations.Recovery;

/// <summary>Undoes or finishes an interrupted change of a file. A recovery that was stopped can be run again.</summary>
public static class RecoverOperation
{
    /// <summary>Reads the journal beside a file, and undoes, finishes, discards or only reports the change.</summary>
    /// <param name="path">The file, a link to it, or the detached header that names it.</param>
    /// <param name="action">The way to go: undo, finish, discard, only look, or the journal's own way.</param>
    /// <param name="settings">
    /// Of these are used: the wait for a lock that somebody else holds, the journal's folder, the progress, the limits, and whether discarding is only
    /// tried. Cancellation ends the wait, and stops between chunks or records; the journal is then still there.
    /// </param>
    /// <exception cref="ContainerException">The journal is foreign or damaged; nothing was changed.</exception>
    /// <exception cref="ViewException">The change can't go the way that was asked for; nothing was changed.</exception>
    /// <exception cref="MappedFileException">The file is missing, or can't be locked or written; the journal is still there.</exception>
    public static RecoverReport Recover(
        string path,
        RecoverAction action = RecoverAction.Default,
        ChangeSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DefinedEnum.Ensure(action);
        settings ??= new();
        SettingsTrace.Begin(settings);
        string? journalFolder = settings.JournalFolder;
        bool changes = action != RecoverAction.Show && !settings.DryRun;

        if (journalFolder is not null && !SystemPath.IsFolder(journalFolder))
        {
            throw new MappedFileException(journalFolder, "there is no such folder: name the one that the change was made with (--journal-dir)");
        }

        // A path that belongs to a journal itself is no detached header.
        using JournalPlace first = PlaceOf(path, null, journalFolder, changes);
        string data = Seen(first, changes, () => first.Exists) ? path : DataFile.DataPath(path);
        using JournalPlace beside = PlaceOf(data, Seen(first, changes, () => FilePresence.OwnerOf(data)), journalFolder, changes);
        if (journalFolder is null && Seen(first, changes, () => SystemPath.BlockDevice(data)) is not null)
        {
            throw new ViewException("is a block device, whose journal is in a folder that was named for it: name it with --journal-dir DIR");
        }

        if (Seen(beside, changes, () => !FilePresence.IsFile(data) && beside.Exists))
        {
            throw beside.Doubt is { } doubt ? new MappedFileException(data, doubt)
                : new MappedFileException(data, $"is missing, but {beside.Path} is left of a change to it: move the file back to this place and recover again; or, if the file is gone for good, delete the journal");
        }

        // The change may have been made without it.
        if (journalFolder is not null && Seen(beside, changes, () => !beside.Exists && SystemPath.BlockDevice(data) is null))
        {
            return Recover(path, action, settings with { JournalFolder = null });
        }

        try
        {
            return RecoverNow(path, data, action, settings);
        }
        catch (IOException error) when (changes && error is not MappedFileException { IsDone: true } and not MappedFileException { IsLocked: true } && IsJournal(beside))
        {
            throw new InterruptedChangeException(beside.Path, $"{error.Message}; the recovery is not done, and {beside.Path} is still there: run 'mmaptool recover' again when that is mended", error);
        }
    }

    // A circle of links is another matter: no journal is behind it.
    private static JournalPlace PlaceOf(string path, uint? owner, string? folder, bool changes)
    {
        try
        {
            return JournalPlace.Of(path, owner, folder);
        }
        catch (MappedFileException error) when (changes && error.IsUncertain)
        {
            throw Unknown(path + JournalPlace.Suffix, error);
        }
    }

    private static InterruptedChangeException Unknown(string place, MappedFileException error) =>
        new(place, $"{error.Message}; whether a journal is left is not known: run 'mmaptool recover' again when that is mended", error);

    // If the file system can't tell, a journal may be there. So the verb must not go on as if there were none.
    private static T Seen<T>(JournalPlace place, bool changes, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (MappedFileException error) when (changes)
        {
            throw Unknown(place.Path, error);
        }
    }

    // Anything else in a journal's place, or put there by another user, is no journal, and no recovery takes it away.
    private static bool IsJournal(JournalPlace place)
    {
        try
        {
            return place.Exists && place.Doubt is null;
        }
        catch (IOException)
        {
            // If a journal was there when the recovery began, it is assumed to be there still.
            return true;
        }
    }

    private static RecoverReport RecoverNow(
        string path,
        string data,
        RecoverAction action,
        ChangeSettings settings)
    {
        bool isShown = action == RecoverAction.Show || settings.DryRun;
        string? journalFolder = settings.JournalFolder;

        // To look, the shared lock and the right to read will do.
        bool writes = !isShown && IsInterrupted(data, journalFolder);
        using MappedFile file = MappedFile.OpenRegular(data, writes ? MapAccess.ReadWrite : MapAccess.Read, settings.Locking);
        using JournalPlace place = JournalPlace.Of(file, journalFolder);
        MarkedState state = MarkedState.Of(file, place);
        if (!isShown && !writes && state.What != Interruption.None)
        {
            // Another process was at work and has just stopped.
            file.Dispose();
            return RecoverNow(path, data, action, settings);
        }

        if (state.Journal is { Doubt: { } doubted })
        {
            throw new MappedFileException(data, doubted);
        }

        if (action == RecoverAction.Discard)
        {
            return Discarding.Do(path, state, file, place, settings.DryRun);
        }

        if (state.What is Interruption.Copied or Interruption.Lost)
        {
            return isShown ? new(path, place.Path, new(state.What == Interruption.Copied ? JournalState.Copy : JournalState.Lost, null, 0, 0, 0, state.Refusal(path)!), RecoverOutcome.None, false, false, 0)
                : throw new InterruptedChangeException(place.Path, state.Refusal(path)!);
        }

        if (state.What == Interruption.Unbegun && !isShown)
        {
            file.RemoveAttribute(JournalMark.Name);
        }

        if (state.Journal is not { } journal)
        {
            return new(path, place.Path, new(JournalState.None, null, 0, 0, 0, "there is no journal"), RecoverOutcome.None, false, false, 0);
        }

        using (journal)
        {
            // From here on this open journal is used, even if another file appears at its path.
            journal.Hold(writable: !isShown);
            return Recover(path, data, journal, file, action, isShown, settings);
        }
    }

    private static bool IsInterrupted(string data, string? journalFolder)
    {
        using MappedFile file = MappedFile.OpenRegular(data, MapAccess.Read, FileLocking.None);
        using JournalPlace place = JournalPlace.Of(file, journalFolder);
        return MarkedState.Of(file, place).What != Interruption.None;
    }

    private static RecoverReport Recover(
        string path,
        string data,
        JournalPlace place,
        MappedFile file,
        RecoverAction action,
        bool isShown,
        ChangeSettings settings)
    {
        CancellationToken cancellation = settings.Limits.Cancellation;
        IByteTarget target = file;
        IByteTarget stable = target;
        TargetIdentity identity = TargetIdentity.Of(file);
        JournalReport found = JournalRecovery.Inspect(place, stable, identity, header => Conversion(header)?.FinalLength ?? header.TargetLength, cancellation);
        IChunkedChange? change = found.State != JournalState.Resumable ? null
            : found.Header!.KeptLength > 0 ? ChunkedPlan.Read(found.Header, place, target)
            : (IChunkedChange?)ChunkedEdit.TryRead(found.Header.Operation, target, file) ?? Conversion(found.Header);
        if (change is not null)
        {
            found = WithEvidence(found, place, stable, change, cancellation);
        }

        RecoverReport report = new(path, place.Path, found, RecoverOutcome.None, CanUndo(found, change), change is not null && found is { State: JournalState.Resumable, IsUndoing: false }, change?.Count ?? 0);
        if (isShown || found.State == JournalState.None)
        {
            return report;
        }

        try
        {
            return report with { Outcome = Carry(report, change, action, place, file, settings) };
        }
        catch (OperationCanceledException canceled)
        {
            throw new ChangeCanceledException(place.Path, $"the recovery was stopped, and {place.Path} is still there: run 'mmaptool recover' again", canceled);
        }

        ConversionChange? Conversion(JournalHeader header) => ConversionChange.TryRead(header.Operation, new(data, header.TargetLength, file.SetLength, settings.Limits.Threads));
    }

    private static RecoverOutcome Carry(
        RecoverReport report,
        IChunkedChange? change,
        RecoverAction action,
        JournalPlace place,
        MappedFile file,
        ChangeSettings settings)
    {
        CancellationToken cancellation = settings.Limits.Cancellation;
        int chunkLength = ChunkLength.For(settings.Limits.Memory);
        JournalReport found = report.Found;
        IByteTarget target = file;
        switch (found.State)
        {
            case JournalState.Undoable when action == RecoverAction.Finish:
                throw new ViewException($"{place.Path} keeps old bytes only, and the change can't be finished by it: undo it (recover --undo), then make it again");
            case JournalState.Torn or JournalState.Undoable:
                JournalRecovery.Undo(place, target, TargetIdentity.Of(file), file.CloseGap, settings.StartProgress, cancellation);
                return found.State == JournalState.Torn ? RecoverOutcome.Removed : RecoverOutcome.Undone;
            case JournalState.Resumable when change is null:
                throw new ContainerException($"{place.Path}: the change '{found.Header!.Operation}' is not known to this version; recover it with the version that made it", 0);
            case JournalState.Resumable:
                StageProgress? progress = StageProgress.Of(settings.StartProgress?.Invoke(change.Count * change.ItemSize), bytesPerUnit: change.ItemSize);
                bool undo = action == RecoverAction.Undo || found.IsUndoing;
                if (undo && action != RecoverAction.Finish)
                {
                    ChunkedRun.Undo(place, target, found.Header!, change, progress, chunkLength, cancellation);
                    return RecoverOutcome.Undone;
                }

                ChunkedRun.Finish(place, target, found.Header!, change, progress, chunkLength, cancellation);
                return RecoverOutcome.Finished;
            default:
                throw new ContainerException($"{place.Path}: {found.Reason}", 0);
        }
    }

    private static JournalReport WithEvidence(JournalReport found, JournalPlace place, IByteTarget target, IChunkedChange change, CancellationToken cancellation)
    {
        try
        {
            return found with { Evidence = ChunkedRun.Evidence(place, target, found.Header!, change, cancellation) };
        }
        catch (ContainerException error)
        {
            string reason = error.Message.StartsWith(place.Path, StringComparison.Ordinal) ? error.Message[(place.Path.Length + 2)..] : error.Message;
            return found with { State = JournalState.Altered, Reason = reason };
        }
    }

    private static bool CanUndo(JournalReport found, IChunkedChange? change) => found.State switch
    {
        JournalState.Torn or JournalState.Undoable => true,
        JournalState.Resumable when change is not null =>
            found.Header!.Mode == JournalMode.ResumeKeepingUndo || change.IsItsOwnInverse || found.Position == 0 || found.Records <= 1,
        _ => false,
    };
}
