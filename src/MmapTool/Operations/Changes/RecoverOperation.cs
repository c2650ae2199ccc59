using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Patching;
using MmapTool.Patching.Resuming;

namespace MmapTool.Operations.Changes;

/// <summary>Brings a file whose change was interrupted to what it was before, or to what it is after. Stopped, it is simply run again.</summary>
public static class RecoverOperation
{
    /// <summary>Looks at the journal beside a file, and does what it is asked to.</summary>
    /// <param name="path">The file, a link to it, or the detached header that names it.</param>
    /// <param name="action">What to do.</param>
    /// <param name="wait">
    /// How long to wait for a lock that somebody else holds, or <see cref="Timeout.InfiniteTimeSpan"/>: a change that is under way is not interrupted.
    /// </param>
    /// <param name="startProgress">Called before writing with the bytes of the change; what it gives back is told those that are done.</param>
    /// <param name="memory">Bytes of memory that it may take, about: see <see cref="ChangeSettings.Memory"/>.</param>
    /// <param name="cancellation">Ends the wait, and stops between chunks or records; the journal is then still there.</param>
    /// <exception cref="ContainerException">The journal is foreign or damaged; nothing was changed.</exception>
    /// <exception cref="ViewException">The change can't go the way that was asked for; nothing was changed.</exception>
    /// <exception cref="MappedFileException">The file is missing, or can't be locked or written; the journal is still there.</exception>
    public static RecoverReport Recover(
        string path,
        RecoverAction action = RecoverAction.Default,
        TimeSpan wait = default,
        Func<long, IProgress<long>?>? startProgress = null,
        long memory = WorkLimits.DefaultMemory,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DefinedEnum.Ensure(action);
        bool isShown = action == RecoverAction.Show;
        string data = JournalPlace.Of(path).Exists ? path : DataFile.DataPath(path);
        JournalPlace place = JournalPlace.Of(data);
        if (!File.Exists(data) && place.Exists)
        {
            throw new MappedFileException(data, $"is missing, but {place.Path} is left of a change to it: move the file back to this place and recover again, or delete the journal if the file is gone for good");
        }

        // To look, the shared lock and the right to read will do.
        bool writes = !isShown && place.Exists;
        using MappedFile file = MappedFile.Open(data, writes ? MapAccess.ReadWrite : MapAccess.Read, new(true, wait) { Cancellation = cancellation });
        if (!isShown && !writes && place.Exists)
        {
            // Somebody was at work and has been stopped just now.
            file.Dispose();
            return Recover(path, action, wait, startProgress, memory, cancellation);
        }

        MappedFileTarget target = new(file);
        StableTarget stable = new(target);
        TargetIdentity identity = TargetIdentity.Of(file);
        JournalReport found = Recovery.Inspect(place, stable, identity, header => Conversion(header)?.FinalLength ?? header.TargetLength, cancellation);
        IChunkedChange? change = found.State != JournalState.Resumable ? null
            : found.Header!.KeptLength > 0 ? ChunkedPlan.Read(found.Header, place, target)
            : (IChunkedChange?)ChunkedEdit.TryRead(found.Header.Operation, target, file) ?? Conversion(found.Header);
        RecoverReport report = new(path, place.Path, found, RecoverOutcome.None, CanUndo(found, change), change is not null && !found.IsUndoing, change?.Count ?? 0);
        if (isShown || found.State == JournalState.None)
        {
            return report;
        }

        try
        {
            return report with { Outcome = Carry(report, change, action, place, file, startProgress, ChunkLength.For(memory), cancellation) };
        }
        catch (OperationCanceledException canceled)
        {
            throw new ChangeCanceledException(place.Path, $"the recovery was stopped, and {place.Path} is still there: run 'mmaptool recover' again", canceled);
        }

        ConversionChange? Conversion(JournalHeader header) => ConversionChange.TryRead(header.Operation, new(data, header.TargetLength, file.SetLength, 0));
    }

    private static RecoverOutcome Carry(
        RecoverReport report,
        IChunkedChange? change,
        RecoverAction action,
        JournalPlace place,
        MappedFile file,
        Func<long, IProgress<long>?>? startProgress,
        int chunkLength,
        CancellationToken cancellation)
    {
        JournalReport found = report.Found;
        StableTarget target = new(new MappedFileTarget(file));
        switch (found.State)
        {
            case JournalState.Undoable when action == RecoverAction.Finish:
                throw new ViewException($"{place.Path} keeps old bytes only, and the change can't be finished by it: undo it (recover --undo), then make it again");
            case JournalState.Torn or JournalState.Undoable:
                Recovery.Undo(place, target, TargetIdentity.Of(file), file.CloseGap, startProgress, cancellation);
                return found.State == JournalState.Torn ? RecoverOutcome.Removed : RecoverOutcome.Undone;
            case JournalState.Resumable when change is null:
                throw new ContainerException($"{place.Path}: the change '{found.Header!.Operation}' is not known to this version; recover it with the version that made it", 0);
            case JournalState.Resumable:
                ElementProgress? progress = ElementProgress.Of(startProgress?.Invoke(change.Count * change.ItemSize), change.ItemSize);
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

    private static bool CanUndo(JournalReport found, IChunkedChange? change) => found.State switch
    {
        JournalState.Torn or JournalState.Undoable => true,
        JournalState.Resumable when change is not null =>
            found.Header!.Mode == JournalMode.ResumeKeepingUndo || change.IsItsOwnInverse || found.Position == 0,
        _ => false,
    };
}
