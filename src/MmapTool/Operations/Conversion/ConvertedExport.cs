using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Operations.Conversion;

/// <summary>Writes the elements of a view elsewhere as those of another type, as bytes in C order, or as the only member of a container.</summary>
internal sealed class ConvertedExport
{
    // Bytes of a hole that is worth a part of its own: each part is a walk by all threads.
    private const long SmallestHole = 1 << 20;

    private readonly MemoryView original;
    private readonly MemoryView view;
    private readonly ElementConverter converter;
    private readonly ReadOnlyMemory<byte> header;

    /// <summary>Prepares it; reads and writes nothing.</summary>
    /// <param name="view">The view, of any layout.</param>
    /// <param name="to">The type that the elements get.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <param name="writer">
    /// The format that is written; <see langword="null"/> for the bytes alone. A view packed in Fortran order is written so where the format can say it.
    /// </param>
    /// <exception cref="ViewException">The types have nothing in common, or the format can't record the type.</exception>
    public ConvertedExport(MemoryView view, ElementType to, CastValues mode, IContainerWriter? writer = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(to);
        DefinedEnum.Ensure(mode);
        if (view.ElementType.Kind == ElementKind.PackedGroup && !view.ElementType.Equals(to))
        {
            view = view.Decoded();
        }

        converter = ElementConverter.Of(view.ElementType, to, mode);
        if (converter.Group > 1 && (view.Rank == 0 || view.Shape[^1] != converter.Group))
        {
            throw new ViewException($"{to} packs {converter.Group} numbers an element, the last axis, and the view's shape is {Layout.Tuple(view.Shape)}: a flat view is .reshape(-1,{converter.Group})");
        }

        original = view;
        ExportOptions options = writer is null ? ExportOptions.Default
            : converter.Group > 1 ? ExportOptions.In(writer, to, view.Shape.RemoveAt(view.Rank - 1), Layout.Contiguous(to, []))
            : ExportOptions.In(writer, to.WithSpellingOf(view.ElementType), view.Shape, view.Layout);
        this.view = options.FortranOrder ? view.Transpose() : view;
        header = options.Header;
    }

    /// <summary>Bytes that are written.</summary>
    public long Length => header.Length + (view.Count / converter.Group * converter.To.ItemSize);

    /// <summary>Reads, converts and writes, several blocks at once, each at its place. Large holes of a packed view become holes.</summary>
    /// <param name="file">Where to, with nothing written or allocated; not committed.</param>
    /// <param name="limits">Memory, threads, progress and cancellation; the progress is in bytes of the view.</param>
    /// <exception cref="ValueException">An element does not fit: the message names the first.</exception>
    /// <exception cref="MappedFileException">Either file can't be read or written.</exception>
    internal void WriteTo(ReplacementFile file, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(limits);
        file.SetLength(Length);
        file.WriteAt(0, header.Span);
        ScanShape shape = ScanShape.Of(Math.Max(view.ItemSize, converter.To.ItemSize), limits);

        // Writing by calls costs the less the larger they are; four times the usual block still stays in the processor's cache.
        shape = InGroups(shape with { BlockElements = shape.BlockElements * 4 });
        if (converter.KeepsZeros && !view.Layout.IsCContiguous && HoleSegments.AreIn(view))
        {
            // Holes lie anywhere in what is written: only numbers other than zeros take space.
            Scan(view, 0, shape, (done, elements) => SparseWriting.Write(file, header.Length + (done / converter.Group * converter.To.ItemSize), elements), limits, leavesHoles: true);
            return;
        }

        foreach ((long first, long count) in Parts())
        {
            long start = header.Length + (first / converter.Group * converter.To.ItemSize);
            file.Allocate(start, count / converter.Group * converter.To.ItemSize);
            long before = first * view.ItemSize;
            Scan(Part(first, count), first, shape, (done, elements) => file.WriteAt(start + (done / converter.Group * converter.To.ItemSize), elements), limits with
            {
                Progress = StageProgress.Of(limits.Progress, before),
            });
        }
    }

    /// <summary>Writes to a pipe, in order, when all elements have been found to fit.</summary>
    /// <exception cref="ValueException">An element does not fit: the message names the first; nothing was written.</exception>
    public void WriteTo(Stream pipe, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(limits);
        ConversionCheck.Run(original, converter, limits with { Progress = null });
        pipe.Write(header.Span);

        // One thread converts in order, because a pipe takes bytes in order.
        Scan(view, 0, InGroups(ScanShape.Of(view.ItemSize, limits)), (_, elements) => pipe.Write(elements), limits with { Threads = 1 });
        pipe.Flush();
    }

    // All elements, or those that are not zeros in holes, where zeros stay zeros.
    private IEnumerable<(long First, long Count)> Parts() =>
        view.Layout.IsCContiguous && converter.Group == 1 && view.Source is MappedFile file && converter.KeepsZeros
            ? new LayoutHoles(view.Layout, file.Length, file.NextHole, SmallestHole).Solid()
            : [(0, view.Count)];

    // No block ends within a group.
    private ScanShape InGroups(ScanShape shape)
    {
        int block = Math.Max(1, shape.BlockElements / converter.Group) * converter.Group;
        return new(Math.Max(1, shape.SegmentElements / block) * block, block, shape.Lookahead);
    }

    private MemoryView Part(long first, long count) =>
        count == view.Count ? view : new(view.Source, Layout.Contiguous(view.ElementType, [count], view.Layout.Offset + (first * view.ItemSize)), readOnly: true);

    private void Scan(MemoryView part, long start, ScanShape shape, ConvertedBlock take, WorkLimits limits, bool leavesHoles = false)
    {
        ConversionScan scan = new(converter, take, leavesHoles);
        ViewScan.Run<ConversionScan, ConversionScan.Segment>(part, ScanOrder.C, shape, ref scan, limits);
        if (scan.Failed >= 0)
        {
            // The first in C order is another one where the view was walked in Fortran order.
            ConversionCheck.Run(original, converter, limits);
            throw ConversionCheck.Failure(view, start + scan.Failed, scan.Reason);
        }
    }
}
