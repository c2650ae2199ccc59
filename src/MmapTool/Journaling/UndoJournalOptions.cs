namespace MmapTool.Journaling;

/// <summary>How an undo journal is made.</summary>
public sealed record UndoJournalOptions
{
    /// <summary>The most old bytes that are copied; those whose blocks are shared do not count.</summary>
    public long CopyLimit { get; init; } = long.MaxValue;

    /// <summary>
    /// Ranges of at least this many bytes share their blocks with the journal, where the file system can. Sharing writes the range's
    /// unwritten pages out and changes the tables of blocks, and every first write to a shared block then takes a new one, which scatters the
    /// file: for less than this, copying is over as soon and leaves the file in one piece.
    /// </summary>
    public long ClonedFrom { get; init; } = 64L << 20;

    /// <summary>Told the old bytes that are in the journal.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Stops it, with nothing left of the journal.</summary>
    public CancellationToken Cancellation { get; init; }
}
