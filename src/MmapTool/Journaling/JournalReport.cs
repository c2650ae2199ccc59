namespace MmapTool.Journaling;

/// <summary>The state of a target, as its journal shows it.</summary>
internal enum JournalState
{
    /// <summary>There is no journal.</summary>
    None,

    /// <summary>The journal was never finished, so that the target was never touched: it can be deleted.</summary>
    Torn,

    /// <summary>The old bytes are all there: the change can be rolled back.</summary>
    Undoable,

    /// <summary>A chunked change stopped part of the way: it can be finished, and in some cases undone.</summary>
    Resumable,

    /// <summary>The journal belongs to another file than the one that stands at the path, or to one of another length.</summary>
    Foreign,

    /// <summary>The file holds something that the interrupted change can't have left there: a copy that was put back, or what somebody else has written.</summary>
    Altered,

    /// <summary>The file is a copy that was made while a change of the original was under way; it has that one's mark, and no journal.</summary>
    Copy,

    /// <summary>The file has the mark of a change whose journal can't be found.</summary>
    Lost,

    /// <summary>There is a journal, which was not looked into: it is to be forgotten.</summary>
    Discardable,

    /// <summary>The journal is damaged although the target was written: neither can be trusted.</summary>
    Damaged,
}

/// <summary>The report on a journal that was read.</summary>
/// <param name="State">The target's state, and so the ways out of it.</param>
/// <param name="Header">The journal's header; <see langword="null"/> where there is none that is whole.</param>
/// <param name="Records">Records of old bytes that are whole.</param>
/// <param name="OldBytes">Bytes they hold.</param>
/// <param name="Position">Elements that are changed already, in the resume modes.</param>
/// <param name="Reason">Why, where it is foreign or damaged.</param>
internal sealed record JournalReport(JournalState State, JournalHeader? Header, long Records, long OldBytes, long Position, string Reason)
{
    /// <summary>The evidence that the file is the one that was being changed, as the change left it; for people.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Whether the kept old bytes are being put back already, so that there is no way but all the way back.</summary>
    public bool IsUndoing { get; init; }
}
