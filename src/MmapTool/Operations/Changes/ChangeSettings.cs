using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Patching;

namespace MmapTool.Operations.Changes;

/// <summary>The options of a change of a file in place.</summary>
public sealed record ChangeSettings
{
    /// <summary>The container to read the file as; <see langword="null"/> to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>
    /// How long to wait for a lock that somebody else holds; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes. The token of
    /// <see cref="Limits"/> ends the wait. See <see cref="FileLocking.Wait"/> for the limits.
    /// </summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether nothing is written, only reported.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether an undo journal protects the change. Without it a crash in mid-change leaves the file part changed.</summary>
    public bool Journal { get; init; } = true;

    /// <summary>
    /// The folder for the journal; <see langword="null"/> for the file's own folder, where the journal of a device would not survive a restart. By it an interrupted
    /// change is found again, on file systems without extended attributes by nothing else.
    /// </summary>
    public string? JournalFolder { get; init; }

    /// <summary>Whether the change is durable when it is reported as done.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>
    /// Threads that check and write a large change, bytes of memory for it, the way of reading where values are checked first, and cancellation. A chunk
    /// of a change that goes chunk by chunk has a quarter of the memory, at least 1 MiB and at most 64 MiB.
    /// </summary>
    public WorkLimits Limits { get; init; } = WorkLimits.Default;

    /// <summary>Called before writing, with the number of bytes to write. The object that it returns receives the number of bytes written.</summary>
    public Func<long, IProgress<long>?>? StartProgress { get; init; }

    /// <summary>The most old bytes that are journaled.</summary>
    public long UndoLimit { get; init; } = JournalGuard.DefaultUndoLimit;

    /// <summary>Where the undo of a patch is kept for later; <see langword="null"/> for nowhere.</summary>
    internal UndoPlace? SaveUndo { get; init; }

    /// <summary>Whether a change beyond <see cref="UndoLimit"/>, which is made chunk by chunk, keeps all its old bytes, so that it can be undone.</summary>
    public bool KeepUndo { get; init; }

    /// <summary>How every file of the operation is locked.</summary>
    internal FileLocking Locking => new(true, Wait) { Cancellation = Limits.Cancellation };
}
