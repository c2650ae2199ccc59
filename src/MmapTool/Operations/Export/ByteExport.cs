using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>Writes the bytes of a view of any size and layout to a stream that only goes forward, such as a pipe.</summary>
public static class ByteExport
{
    private const int StridedBlock = 256 << 10;
    private const long StridedSegment = 1 << 20;

    // Of a transpose a larger block needs fewer looks at the same places; it is held twice by each thread.
    private const long SmallestBand = 256 << 10;
    private const long LargestBand = 16 << 20;

    /// <summary>Writes a header and the packed elements, each in the byte order that it has.</summary>
    /// <param name="view">The view.</param>
    /// <param name="target">The stream; it is not flushed.</param>
    /// <param name="options">The header and the order; nothing else of it is used.</param>
    /// <param name="limits">What may be used.</param>
    /// <exception cref="MappedFileException">The view can't be read, or the stream not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(MemoryView view, Stream target, ExportOptions options, WorkLimits limits)
    {
        MemoryView ordered = options.FortranOrder ? view.Transpose() : view;
        target.Write(options.NpyHeader.Span);
        Layout layout = ordered.Layout;
        if (layout.ByteLength == 0)
        {
            return;
        }

        if (layout.IsCContiguous)
        {
            WritePacked(ordered, target, limits);
            return;
        }

        ScanShape shape;
        if (TransposedReader.Gains(layout))
        {
            int band = (int)Math.Max(1, Math.Clamp(limits.Memory / (8 * limits.ThreadCount), SmallestBand, LargestBand) / layout.ItemSize);
            shape = new(band, band);
        }
        else
        {
            int block = Math.Max(1, StridedBlock / layout.ItemSize);
            shape = new(Math.Max(1, StridedSegment / layout.ItemSize / block) * block, block);
        }

        StreamScan scan = new(target, layout.ItemSize, checked((int)(Math.Min(shape.SegmentElements, layout.Count) * layout.ItemSize)));
        ViewScan.Run<StreamScan, StreamScan.Segment>(ordered, ScanOrder.C, shape, ref scan, limits);
    }

    // From where they lie: the system copies them but once.
    private static void WritePacked(MemoryView view, Stream target, WorkLimits limits)
    {
        using MemoryLease lease = view.Source.Lease();
        Layout bytes = view.Layout.AsBytes();
        MemoryView packed = new(view.Source, Layout.Contiguous(ElementType.UInt8, [bytes.Count], bytes.Offset), readOnly: true);
        using PackedBlocks blocks = new(packed, lease, 0, packed.Count);
        while (blocks.MoveNext())
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            target.Write(blocks.Current);
            limits.Progress?.Report(blocks.First + blocks.Count);
        }
    }
}
