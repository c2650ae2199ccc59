namespace MmapTool.Journaling;

/// <summary>How an undo journal is made.</summary>
internal sealed record UndoJournalOptions
{
    /// <summary>The most old bytes that are copied; those whose blocks are shared do not count.</summary>
    public long CopyLimit { get; init; } = long.MaxValue;

    /// <summary>
    /// Ranges of at least this many bytes share their blocks with the journal, where the file system can: half as much is written then, and
    /// taking back takes no time. But the first write to a shared block takes a new one, which scatters the file. For fewer bytes the syncs are most of the
    /// time either way, and copying leaves the file in one piece.
    /// </summary>
    public long ClonedFrom { get; init; } = 64L << 20;

    /// <summary>Receives the number of old bytes that are in the journal.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Stops it, with nothing left of the journal.</summary>
    public CancellationToken Cancellation { get; init; }
}
