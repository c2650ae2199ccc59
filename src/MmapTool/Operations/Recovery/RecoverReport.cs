using MmapTool.Journaling;

namespace MmapTool.Operations.Recovery;

/// <summary>The way to go with an interrupted change.</summary>
public enum RecoverAction
{
    /// <summary>The journal decides: a change in undo mode is undone, one in a resume mode is finished.</summary>
    Default,

    /// <summary>Nothing is changed; the state is only reported.</summary>
    Show,

    /// <summary>The file becomes as it was before the change.</summary>
    Undo,

    /// <summary>The file becomes as it is after the change.</summary>
    Finish,

    /// <summary>The journal is forgotten, and the file stays as it is.</summary>
    Discard,
}

/// <summary>The outcome of a recovery.</summary>
public enum RecoverOutcome
{
    /// <summary>Nothing: there was no journal, or it was only shown.</summary>
    None,

    /// <summary>The journal was removed: the change had not begun, and the file was never touched.</summary>
    Removed,

    /// <summary>The file is as it was before the change.</summary>
    Undone,

    /// <summary>The file is as it is after the change.</summary>
    Finished,

    /// <summary>The journal was forgotten, or would be; the file stayed as it was found.</summary>
    Discarded,
}

/// <summary>An interrupted change as it was found, and the outcome of its recovery.</summary>
public sealed record RecoverReport
{
    internal RecoverReport(string path, string journal, JournalReport found, RecoverOutcome outcome, bool canUndo, bool canFinish, long elements) =>
        (Path, Journal, Found, Outcome, CanUndo, CanFinish, Elements) = (path, journal, found, outcome, canUndo, canFinish, elements);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The journal's path.</summary>
    public string Journal { get; init; }

    /// <summary>The report on the journal as it was found.</summary>
    internal JournalReport Found { get; init; }

    /// <summary>The outcome.</summary>
    public RecoverOutcome Outcome { get; init; }

    /// <summary>Whether the change could be undone.</summary>
    public bool CanUndo { get; init; }

    /// <summary>Whether the change could be finished.</summary>
    public bool CanFinish { get; init; }

    /// <summary>Elements of the whole change, where it goes in chunks and their number is known; else 0.</summary>
    public long Elements { get; init; }

    /// <summary>Whether nothing was done, and the outcome is only foreseen.</summary>
    public bool DryRun { get; init; }

    /// <summary>The things that were, or would be, forgotten: the journal's path where it was deleted, and the mark on the file.</summary>
    public IReadOnlyList<string> Forgotten { get; init; } = [];

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(RecoverReport? other) => other is not null
        && (Path, Journal, Found, Outcome) == (other.Path, other.Journal, other.Found, other.Outcome)
        && (CanUndo, CanFinish, Elements, DryRun) == (other.CanUndo, other.CanFinish, other.Elements, other.DryRun) && Forgotten.SequenceEqual(other.Forgotten);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Journal, Found, Outcome, CanUndo, CanFinish, Elements, DryRun);
}
