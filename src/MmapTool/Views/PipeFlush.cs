using System.IO.Pipelines;

namespace MmapTool.Views;

/// <summary>How a flush of a pipe ended, for every loop that writes to one.</summary>
internal static class PipeFlush
{
    /// <summary>Whether the reader has completed, so that nothing more need be written.</summary>
    /// <exception cref="OperationCanceledException">
    /// The flush was cancelled by <see cref="PipeWriter.CancelPendingFlush"/>: the writer does not go on, and must not look as if it had come to its end.
    /// </exception>
    public static bool HasNoReader(FlushResult result) => result.IsCanceled
        ? throw new OperationCanceledException("the flush of the pipe was cancelled; a part of the view is in it")
        : result.IsCompleted;
}
