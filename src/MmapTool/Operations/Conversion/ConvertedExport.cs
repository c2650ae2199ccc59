using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Patching;
using MmapTool.Patching.Conversion;
using MmapTool.Views;

namespace MmapTool.Operations.Conversion;

/// <summary>Writes the elements of a view elsewhere as those of another type, as raw bytes in C order or as npy.</summary>
public sealed class ConvertedExport
{
    private readonly MemoryView original;
    private readonly MemoryView view;
    private readonly ElementConverter converter;
    private readonly ReadOnlyMemory<byte> header;

    /// <summary>Prepares it; reads and writes nothing.</summary>
    /// <param name="view">The view, of any layout.</param>
    /// <param name="to">The type that the elements get.</param>
    /// <param name="mode">What becomes of values that do not fit.</param>
    /// <param name="format">Raw or npy; a view packed in Fortran order is written so as npy, which can say it.</param>
    /// <exception cref="ViewException">The types have nothing in common, or npy can't record the type.</exception>
    public ConvertedExport(MemoryView view, ElementType to, CastValues mode, ExportFormat format)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(to);
        converter = ElementConverter.Of(view.ElementType, to, mode);
        original = view;
        bool fortran = format == ExportFormat.Npy && view.Layout is { IsFContiguous: true, IsCContiguous: false };
        this.view = fortran ? view.Transpose() : view;
        header = format switch
        {
            ExportFormat.Raw => default,
            ExportFormat.Npy => NpyHeader.Write(to, view.Shape, fortran).AsMemory(),
            _ => throw new ViewException("converted values are written as raw or npy; extract writes text"),
        };
    }

    /// <summary>Bytes that are written.</summary>
    public long Length => header.Length + (view.Count * converter.To.ItemSize);

    /// <summary>Reads, converts and writes, several blocks at once, each at its place.</summary>
    /// <param name="file">Where to; not committed.</param>
    /// <param name="limits">What may be used; the progress is in bytes of the view.</param>
    /// <exception cref="ValueException">An element does not fit: the message names the first.</exception>
    /// <exception cref="MappedFileException">Either file can't be read or written.</exception>
    public void WriteTo(ReplacementFile file, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.WriteAt(0, header.Span);
        ScanShape shape = ScanShape.Of(Math.Max(view.ItemSize, converter.To.ItemSize));

        // Writing by calls costs the less the larger they are; four times the usual block still stays in the processor's cache.
        Scan(shape with { BlockElements = shape.BlockElements * 4 }, (first, elements) => file.WriteAt(header.Length + (first * converter.To.ItemSize), elements), limits);
    }

    /// <summary>Writes to a pipe, in order, when all elements have been found to fit.</summary>
    /// <exception cref="ValueException">An element does not fit: the message names the first; nothing was written.</exception>
    public void WriteTo(Stream pipe, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(limits);
        ConversionCheck.Run(original, converter, limits with { Progress = null });
        pipe.Write(header.Span);

        // What goes out in order is converted in order.
        Scan(ScanShape.Of(view.ItemSize), (_, elements) => pipe.Write(elements), limits with { Threads = 1 });
        pipe.Flush();
    }

    private void Scan(ScanShape shape, ConvertedBlock take, WorkLimits limits)
    {
        ConversionScan scan = new(converter, take);
        ViewScan.Run<ConversionScan, ConversionScan.Segment>(view, ScanOrder.C, shape, ref scan, limits);
        if (scan.Failed >= 0)
        {
            // The first in C order is another one where the view was walked in Fortran order.
            ConversionCheck.Run(original, converter, limits);
            throw ConversionCheck.Failure(view.Layout, converter.Mode, scan.Failed, scan.Reason);
        }
    }
}
