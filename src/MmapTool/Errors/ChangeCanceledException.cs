using MmapTool.Memory;

namespace MmapTool.Errors;

/// <summary>
/// A change was cancelled in the middle, and its journal is still there. The change can be finished, or in some cases undone. The command's exit
/// status is 4, because the change must be recovered. An interruption that leaves no journal is 130.
/// </summary>
public sealed class ChangeCanceledException : OperationCanceledException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="journal">The journal's path.</param>
    /// <param name="message">The one-line message.</param>
    /// <param name="inner">The cancellation.</param>
    public ChangeCanceledException(string journal, string message, OperationCanceledException inner)
        : base(message, inner, Argument.NotNull(inner).CancellationToken) => Journal = journal;

    /// <summary>The journal's path.</summary>
    public string Journal { get; }
}
