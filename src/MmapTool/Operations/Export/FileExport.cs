using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Transfer;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>Writes the bytes of a view of any size and layout into a new file, by places and on several threads.</summary>
internal static class FileExport
{
    private const int StridedBlock = 256 << 10;
    private const long StridedSegment = 4 << 20;
    private const long PacingInterval = 64 << 20;

    /// <summary>Writes a header and the packed elements, each in the byte order that it has.</summary>
    /// <param name="view">The view.</param>
    /// <param name="target">The new file, with nothing written or allocated; it is not committed.</param>
    /// <param name="options">Only the header and the order of these options are used.</param>
    /// <param name="synced">Whether the file will be made durable. Then written bytes are sent on to the device meanwhile.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="MappedFileException">The view can't be read, or the file not be written: the disk is full or failing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static long Write(MemoryView view, ReplacementFile target, ExportOptions options, bool synced, WorkLimits limits)
    {
        view = view.Stored();
        MemoryView ordered = options.FortranOrder ? view.Transpose() : view;
        Layout layout = ordered.Layout;
        long start = options.Header.Length;
        long length = start + layout.ByteLength;
        target.WriteAt(0, options.Header.Span);
        if (layout.ByteLength == 0)
        {
            return length;
        }

        if (layout.IsCContiguous && ordered.Source is MappedFile file)
        {
            RangeCopy.Run(file, layout.Offset, layout.ByteLength, target, start, synced, limits);
            return length;
        }

        bool isSparse = HoleSegments.AreIn(ordered);
        if (isSparse)
        {
            target.SetLength(length);
        }
        else
        {
            target.Allocate(0, length);
        }

        if (Transposition.Of(layout) is { } transposition)
        {
            using MemoryLease lease = ordered.Source.Lease();
            using ReadAhead? ahead = ReadAhead.Of(ordered);
            IByteSource read = ordered.Source is MappedFile mapped ? mapped : lease;
            TransposedCopy.Run(read, transposition, target, start, isSparse ? ordered.Source as MappedFile : null, synced, limits);
            return length;
        }

        int block = Math.Max(1, limits.BlockOr(StridedBlock) / layout.ItemSize);
        ScanShape shape = new(Math.Max(1, limits.SegmentOr(StridedSegment) / layout.ItemSize / block) * block, block);
        FileScan scan = new(target, start, layout.ItemSize, isSparse, synced ? PacingInterval : 0);
        ViewScan.Run<FileScan, long>(ordered, ScanOrder.C, shape, ref scan, limits);
        return length;
    }
}
