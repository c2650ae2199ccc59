using System.IO.Pipelines;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Output;

/// <summary>Hands a stream to an operation as a pipe, and sees that everything arrives.</summary>
internal static class ExportPipe
{
    // Large enough that a system call costs nothing beside the bytes it moves, small enough to stay in the processor's cache.
    private const int BlockSize = 64 * 1024;

    /// <summary>Writes a view as text, and flushes. The stream stays open.</summary>
    public static void Write(Stream stream, MemoryView view, ExportFormat form, ExportOptions style, WorkLimits limits) =>

        // Nothing else runs in this process meanwhile: waiting here costs nobody a thread.
        To(stream, pipe => ViewExport.WriteAsync(view, form, pipe, style, limits).AsTask().GetAwaiter().GetResult());

    /// <summary>Lets <paramref name="write"/> write to the stream, flushes what is left. The stream stays open.</summary>
    private static void To(Stream stream, Action<PipeWriter> write)
    {
        PipeWriter pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: BlockSize, leaveOpen: true));
        try
        {
            write(pipe);
        }
        catch (Exception exception)
        {
            // Without the exception, completing would write what is still buffered.
            pipe.Complete(exception);
            throw;
        }

        pipe.Complete();
        stream.Flush();
    }
}
