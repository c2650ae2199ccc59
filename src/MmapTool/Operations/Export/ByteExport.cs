using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Transfer;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>Writes the bytes of a view of any size and layout to a stream that only goes forward, such as a pipe.</summary>
internal static class ByteExport
{
    // Segments wait for those before them: about fifty for each thread.
    private const long SmallestSegment = 64 << 10;
    private const long LargestSegment = 1 << 20;
    private const int Waiting = 128;

    /// <summary>Writes a header and the packed elements, each in the byte order that it has.</summary>
    /// <param name="view">The view.</param>
    /// <param name="target">The stream; it is not flushed.</param>
    /// <param name="options">Only the header and the order of these options are used.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <param name="direct">Moves packed bytes to the stream in its own way, as far as it can, and returns the rest; <see langword="null"/> for no such way.</param>
    /// <exception cref="MappedFileException">The view can't be read, or the stream not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(MemoryView view, Stream target, ExportOptions options, WorkLimits limits, Func<MemoryView, MemoryView>? direct = null)
    {
        view = view.Stored();
        MemoryView ordered = options.FortranOrder ? view.Transpose() : view;
        target.Write(options.Header.Span);
        Layout layout = ordered.Layout;
        if (layout.ByteLength == 0)
        {
            return;
        }

        if (layout.IsCContiguous)
        {
            WritePacked(direct?.Invoke(ordered) ?? ordered, target, limits);
            return;
        }

        if (TransposedReader.Gains(layout))
        {
            using MemoryLease lease = ordered.Source.Lease();
            using ReadAhead? ahead = ReadAhead.Of(ordered);
            IByteSource read = ordered.Source is MappedFile file ? file : lease;
            TransposedBands.Run(read, layout, target, limits);
            return;
        }

        long segment = limits.SegmentOr(Math.Clamp(limits.Memory / (Waiting * limits.ThreadCount), SmallestSegment, LargestSegment)) / layout.ItemSize;
        int elements = (int)Math.Clamp(segment, 1, layout.Count);
        StreamScan scan = new(target, layout.ItemSize, checked(elements * layout.ItemSize));
        ViewScan.Run<StreamScan, StreamScan.Segment>(ordered, ScanOrder.C, new(elements, elements), ref scan, limits);
    }

    // Written from the mapping itself, so the system copies the bytes only once.
    private static void WritePacked(MemoryView view, Stream target, WorkLimits limits)
    {
        SettingsTrace.Begin(limits);
        using MemoryLease lease = view.Source.Lease();
        MemoryView packed = new(view.Source, Layout.Contiguous(ElementType.UInt8, [view.ByteLength], view.Layout.Offset), readOnly: true);
        using PackedBlocks blocks = new(packed, lease, 0, packed.Count);
        while (blocks.MoveNext())
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            target.Write(blocks.Current);
            limits.Progress?.Report(blocks.First + blocks.Count);
        }
    }
}
