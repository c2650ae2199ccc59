namespace MmapTool.Journaling;

/// <summary>The old bytes that a journal holds, and so the way that recovery goes.</summary>
internal enum JournalMode
{
    /// <summary>All old bytes, written and synced before the target is touched: recovery puts them back.</summary>
    Undo = 1,

    /// <summary>The old bytes of the chunk in flight: recovery puts it back and goes on from there.</summary>
    Resume = 2,

    /// <summary>The old bytes of every chunk so far: recovery can go on, or all the way back.</summary>
    ResumeKeepingUndo = 3,
}
