namespace MmapTool.Errors;

/// <summary>
/// A change was cancelled part of the way, and its journal is still there: it can be finished, or in some cases undone. The command's exit status is
/// that of a change which must be recovered (4), not that of an interruption which left nothing behind (130).
/// </summary>
public sealed class ChangeCanceledException : OperationCanceledException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="journal">The journal's path.</param>
    /// <param name="message">The one-line message.</param>
    /// <param name="inner">The cancellation.</param>
    public ChangeCanceledException(string journal, string message, OperationCanceledException inner)
        : base(message, inner, inner.CancellationToken) => Journal = journal;

    /// <summary>The journal's path.</summary>
    public string Journal { get; }
}
