using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Cli.Output;

/// <summary>A view's bytes to standard output without passing through this process, where they lie together and standard output is a pipe.</summary>
internal static class DirectOutput
{
    // Between two of these a signal is noticed and progress is told.
    private const long Portion = 4 << 20;

    // Less fits any control group.
    private const long LargeRange = 16 << 20;

    /// <summary>Moves as much as can be moved so.</summary>
    /// <returns>The view of what is left to write: all of it, or none, or where the system stopped in between the bytes that follow.</returns>
    /// <exception cref="BrokenPipeException">The reader has gone.</exception>
    /// <exception cref="OperationCanceledException">A signal came.</exception>
    public static MemoryView Splice(MemoryView view, Streams streams, IProgress<long>? progress, CancellationToken cancellation)
    {
        Layout layout = view.Layout;
        if (streams.Splice is null || view.Source is not MappedFile file || !layout.IsCContiguous || layout.ByteLength == 0)
        {
            return view;
        }

        PageCacheRelease? trail = layout.ByteLength > LargeRange ? new(file, layout.Start, layout.ByteLength) : null;
        long done = 0;
        while (done < layout.ByteLength)
        {
            cancellation.ThrowIfCancellationRequested();
            long portion = Math.Min(Portion, layout.ByteLength - done);
            long moved = streams.Splice(file, layout.Start + done, portion);
            done += moved;
            progress?.Report(done);
            trail?.Passed(layout.Start + done);
            if (moved < portion)
            {
                break;
            }
        }

        return done == 0 ? view : new MemoryView(file, Layout.Contiguous(ElementType.UInt8, [layout.ByteLength - done], layout.Start + done));
    }
}
