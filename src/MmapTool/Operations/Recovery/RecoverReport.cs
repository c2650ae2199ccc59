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
/// <param name="Path">The file.</param>
/// <param name="Journal">The journal's path.</param>
/// <param name="Found">The report on the journal as it was found.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="CanUndo">Whether it could be undone.</param>
/// <param name="CanFinish">Whether it could be finished.</param>
/// <param name="Elements">Elements of the whole change, where it goes in chunks and is known; else 0.</param>
public sealed record RecoverReport(
    string Path, string Journal, JournalReport Found, RecoverOutcome Outcome, bool CanUndo, bool CanFinish, long Elements)
{
    /// <summary>Whether nothing was done, and the outcome is only foreseen.</summary>
    public bool DryRun { get; init; }

    /// <summary>The things that were, or would be, forgotten: the journal's path where it was deleted, and the mark on the file.</summary>
    public IReadOnlyList<string> Forgotten { get; init; } = [];
}
