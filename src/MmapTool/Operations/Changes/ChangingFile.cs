using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.PatchFormats.Undo;
using MmapTool.Patching;
using MmapTool.Views;

namespace MmapTool.Operations.Changes;

/// <summary>A file opened to be changed: locked against others, free of an interrupted change, written through one writer.</summary>
internal sealed class ChangingFile : IDisposable
{
    private readonly ChangeSettings settings;
    private readonly bool isOwner;

    private ChangingFile(DataFile file, ChangeSettings settings, bool isOwner)
    {
        this.isOwner = isOwner;
        File = file;
        this.settings = settings;
        Place = JournalPlace.Of(file.Mapping, settings.JournalFolder);
        FullPath = FullPathOf(file.Path);
        Identity = TargetIdentity.Of(file.Mapping);
    }

    public DataFile File { get; }

    public MappedFile Target => File.Mapping;

    public JournalPlace Place { get; }

    public TargetIdentity Identity { get; }

    /// <summary>The file's full path, links followed.</summary>
    public string FullPath { get; }

    /// <summary>Opens for writing, with an exclusive lock; a dry run too, which fails where the run would.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How long to wait for the lock, and what ends the wait.</param>
    /// <exception cref="ViewException">It is a device, and no folder is named for its journal.</exception>
    public static ChangingFile Open(string path, ChangeSettings settings)
    {
        SettingsTrace.Begin(settings);
        DataFile file = DataFile.Open(path, MapAccess.ReadWrite, settings.Format, settings.Locking);
        try
        {
            EnsureJournalHasPlace(file, settings);
            return new(file, settings, isOwner: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A file that its opener has opened for writing, and closes.</summary>
    /// <exception cref="InvalidOperationException">It is not open for writing to the file.</exception>
    /// <exception cref="ViewException">It is a device, and no folder is named for its journal.</exception>
    public static ChangingFile Over(DataFile file, ChangeSettings settings)
    {
        SettingsTrace.Begin(settings);
        if (file.Mapping.Access != MapAccess.ReadWrite)
        {
            throw new InvalidOperationException($"{file.Path} is not open for writing: open it with {nameof(MapAccess)}.{nameof(MapAccess.ReadWrite)}");
        }

        EnsureJournalHasPlace(file, settings);
        return new(file, settings, isOwner: false);
    }

    /// <summary>A view of the file that is changed.</summary>
    /// <exception cref="ViewException">It does not fit, or its member lies in another file of the container.</exception>
    public MemoryView View(ViewExpression expression) => new(File.Mapping, File.Resolve(expression));

    /// <summary>Refuses a member of the container that lies in another file: the journal is about one.</summary>
    /// <exception cref="ViewException">It does.</exception>
    public void EnsureHere(Member member)
    {
        if (File.FileOf(member) is var place && place != File.Mapping)
        {
            throw new ViewException($"member '{member.Name}' lies in {place.Path}: change that file by its own name");
        }
    }

    /// <summary>A path in full, its last name's links followed.</summary>
    public static string FullPathOf(string path) =>
        SystemPath.Full(SystemPath.FollowLinks(path));

    /// <summary>Carries a plan out, or for a dry run says what it would do.</summary>
    /// <param name="plan">The plan, made for this file.</param>
    /// <param name="operation">The name of the change.</param>
    /// <param name="cancellation">Heeded until the first byte is written.</param>
    /// <param name="resumable">Makes the plan a change that can stop and go on, for one whose old bytes are too many to be kept.</param>
    public ChangeReport Execute(
        Plan plan, string operation, CancellationToken cancellation, Func<IChunkedChange?>? resumable = null)
    {
        long journaled = settings.Journal ? JournalGuard.OldBytes(plan) : 0;
        bool isShared = journaled >= new UndoJournalOptions().ClonedFrom && FitsShared(plan);
        IChunkedChange? change = journaled > settings.UndoLimit && !isShared ? resumable?.Invoke() : null;
        if (!plan.IsEmpty)
        {
            Foresight.EnsureJournalCanBeMade(this, settings);
            long copied = change is IKeepingChange keeping ? keeping.KeptLength : change is null && !isShared ? journaled : 0;
            copied += change is null ? 0
                : change is IKeepingChange ? settings.KeepUndo ? journaled : 0
                : ChunkedRun.LeastJournal(Target, change, settings.KeepUndo, ChunkLength.For(settings.Limits.Memory));
            if (change is null && !isShared)
            {
                Foresight.EnsureWithinLimit(journaled, settings.UndoLimit);
            }

            Foresight.EnsureSpace(this, copied, Foresight.Holes(plan, Target));
        }

        if (settings.DryRun)
        {
            Change[] changes = [.. plan.Descriptions.Select(edit => new Change(edit.Text, File.Path, edit.Offset, edit.ByteLength, edit.Old, edit.New))];
            return new(plan.Edits, plan.Ranges, plan.BytesToWrite, changes, []) { Files = [FullPath] };
        }

        ChangeReport report = LeftJournal.Told(Place, () => change is null ? ExecuteWhole(plan, operation, journaled, cancellation) : Execute(plan, change, cancellation));
        return report with { Files = [FullPath] };
    }

    private ChangeReport ExecuteWhole(Plan plan, string operation, long journaled, CancellationToken cancellation)
    {
        using SavedUndo? undo = settings.SaveUndo?.Create();
        using JournalGuard? guard = settings.Journal ? new(Place, Identity, operation, settings.UndoLimit) : null;
        WriteSummary done = PlanWriter.Execute(plan, Target, new() { Sync = settings.Sync, Threads = settings.Limits.Threads, Guard = guard, SavedUndo = undo }, settings.StartProgress?.Invoke(journaled + plan.BytesToWrite), cancellation);
        return new(done.Edits, done.Ranges, done.BytesWritten, [], [.. Unprotected(settings), .. UndoNote(undo), .. Renamed]);
    }

    /// <summary>A warning of types that the file has and that are unknown here.</summary>
    public string[] Remarks => File.Container.UnknownTypes is { } unknown ? [$"warning: {unknown}"] : [];

    private string[] UndoNote(SavedUndo? kept) => settings.SaveUndo is { } undo
        ? [$"the undo is in {undo.Path}: --apply takes the change back", .. kept?.LeftBehind is { } left ? [$"{undo.Path}: {left}"] : (string[])[]]
        : [];

    /// <summary>The words of a summary where the path leads no longer to the file that was changed.</summary>
    public string[] Renamed
    {
        get
        {
            try
            {
                return FileIdentity.Of(File.Path) is var now && now == Identity.File ? []
                    : [$"the change is in a file that no longer has this name: {File.Path} {(now is null ? "is gone" : "is another file now")}"];
            }
            catch (MappedFileException error)
            {
                return [$"the change is in, but whether the file still has its name is not known: {error.Message}"];
            }
        }
    }

    // Whether the old bytes are few enough once large ranges share their blocks with the journal.
    private bool FitsShared(Plan plan) =>
        JournalGuard.CopiedBytes(plan) <= settings.UndoLimit && File.Mapping.Extents.CanShareWithNeighbour(Place.Path);

    // The syncs between the chunks are what the journal's protection rests on: they are made in any case.
    private ChangeReport Execute(Plan plan, IChunkedChange change, CancellationToken cancellation)
    {
        using SavedUndo? undo = settings.SaveUndo?.Create();
        OrGiveBack(() =>
        {
            foreach (PlanStep step in plan.Steps)
            {
                PlanWriter.Allocate(step, Target, cancellation);
            }

            undo?.Keep(plan, Target, cancellation);
            Run(change, cancellation, () => undo?.Complete(plan, Target, sync: true));
        }, undo);
        string note = change is IKeepingChange keeping
            ? $"changed in chunks, with {Plural.Of(keeping.KeptLength, "byte")} that it needs kept in the journal meanwhile: the old bytes are more than --undo-limit"
            : "changed in chunks: the old bytes are more than --undo-limit";
        return new(plan.Edits, plan.Ranges, plan.BytesToWrite, [], [note, .. UndoNote(undo), .. Renamed]);
    }

    /// <summary>Carries a conversion out, which goes chunk by chunk whatever its size.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellation">Without a journal heeded until the first byte is written.</param>
    public ChangeReport Execute(ConversionChange change, CancellationToken cancellation)
    {
        long bytes = change.Count * change.ItemSize;
        if (bytes == 0)
        {
            return new(1, 0, 0, [], []);
        }

        if (settings.Journal)
        {
            return LeftJournal.Told<ChangeReport>(Place, () =>
            {
                OrGiveBack(() =>
                {
                    Allocate(change);
                    Run(change, cancellation);
                });
                return new(1, 1, bytes, [], Renamed);
            });
        }

        OrGiveBack(() =>
        {
            Allocate(change);
            cancellation.ThrowIfCancellationRequested();
        });
        change.Run(Target, settings.StartProgress?.Invoke(bytes));
        if (settings.Sync)
        {
            Target.Sync();
        }

        return new(1, 1, bytes, [], [.. Unprotected(settings), .. Renamed]);
    }

    private void Allocate(ConversionChange change)
    {
        foreach ((long offset, long length) in change.RangesThatNeedSpace(Target))
        {
            Target.Allocate(offset, length);
        }
    }

    // If the change fails and leaves no journal, the file is as it was. Then the allocated space is given back, and the saved undo is removed.
    private void OrGiveBack(Action change, SavedUndo? undo = null)
    {
        try
        {
            change();
            Target.KeepSpace();
        }
        catch (Exception error) when (error is not MappedFileException { IsDone: true })
        {
            if (!LeftJournal.MayBeAt(Place))
            {
                undo?.Withdraw();
                Target.GiveSpaceBack();
            }

            throw;
        }
    }

    private void Run(IChunkedChange change, CancellationToken cancellation, Action? beforeCommit = null)
    {
        StageProgress? elements = StageProgress.Of(settings.StartProgress?.Invoke(change.Count * change.ItemSize), bytesPerUnit: change.ItemSize);
        ChunkedRun.Execute(Place, Target, Identity, change, settings.KeepUndo, ChunkLength.For(settings.Limits.Memory), elements, beforeCommit, cancellation);
    }

    /// <summary>The lines of a summary about the protection that was waived.</summary>
    public static string[] Unprotected(ChangeSettings settings) => (settings.Journal, settings.Sync) switch
    {
        (true, true) => [],
        (false, true) => ["no journal was kept: a crash in mid-change would have left the file part changed"],
        (true, false) => ["not synced: a power cut in the next minutes can still lose or tear the change"],
        _ => ["no journal was kept and nothing synced: a crash or power cut can still lose or tear the change"],
    };

    public void Dispose()
    {
        if (isOwner)
        {
            File.Dispose();
        }
    }

    private static void EnsureJournalHasPlace(DataFile file, ChangeSettings settings)
    {
        if (settings.JournalFolder is { } folder)
        {
            JournalPlace.EnsureNone(file.Mapping, folder);
        }
        else if (file.Mapping.IsDevice && settings.Journal)
        {
            throw new ViewException("is a block device, beside which a journal would not survive a restart: name a folder for it with --journal-dir DIR, or do without on a scratch device (--no-journal)");
        }
    }
}
