using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Patching;

namespace MmapTool.Operations.Changes;

/// <summary>How a file is changed in place.</summary>
public sealed record ChangeSettings
{
    /// <summary>The container to read the file as; <see langword="null"/> to recognise it.</summary>
    public string? Format { get; init; }

    /// <summary>
    /// How long to wait for a lock that somebody else holds; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes. The operation's token
    /// ends the wait. See <see cref="FileLocking.Wait"/> for the limits.
    /// </summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether nothing is written, only reported.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether an undo journal protects the change. Without it a crash in mid-change leaves the file part changed.</summary>
    public bool Journal { get; init; } = true;

    /// <summary>
    /// The folder for the journal; <see langword="null"/> for beside the file, where that of a device would not survive a restart. By it an interrupted
    /// change is found again, on file systems without extended attributes by nothing else.
    /// </summary>
    public string? JournalFolder { get; init; }

    /// <summary>Whether the change is durable when it is reported as done.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>The most threads that check and write a large edit; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Called before writing with the number of bytes to be written; what it gives back is told the bytes written.</summary>
    public Func<long, IProgress<long>?>? StartProgress { get; init; }

    /// <summary>The most old bytes that are journaled.</summary>
    public long UndoLimit { get; init; } = JournalGuard.DefaultUndoLimit;

    /// <summary>
    /// Bytes of memory that the work may take, about. A chunk of a change that goes chunk by chunk has a quarter of them, at least 1 MiB and at most 64 MiB.
    /// </summary>
    public long Memory { get; init; } = WorkLimits.DefaultMemory;

    /// <summary>Where the undo of a patch is kept for later; <see langword="null"/> for nowhere.</summary>
    public UndoPlace? SaveUndo { get; init; }

    /// <summary>Whether a change beyond that limit, which is made chunk by chunk, keeps all its old bytes nevertheless: it can then be undone.</summary>
    public bool KeepUndo { get; init; }

    /// <summary>How every file of the operation is locked.</summary>
    internal FileLocking Locking(CancellationToken cancellation) => new(true, Wait) { Cancellation = cancellation };
}
