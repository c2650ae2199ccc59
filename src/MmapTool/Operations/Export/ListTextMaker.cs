using System.Buffers;
using System.Collections.Immutable;
using MmapTool.Layouts;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>
/// Decides how a list is printed. A scalar is bare. A list that fits in one line is in one line, as Python prints it. Everything else is laid out over lines,
/// to the width of the widest element.
/// </summary>
internal readonly struct ListTextMaker : ITextVisitor<BlockExport>
{
    // The widths of all elements would take a pass over the whole file before the first line; wider ones that come later stick out.
    private const long MeasuredElements = 1 << 16;
    private const long MeasuredBytes = 1 << 26;

    private readonly ElementReader shown;
    private readonly EdgeElements? edges;
    private readonly ExportOptions options;

    public ListTextMaker(ElementReader reader, ExportOptions options)
    {
        this.options = options;
        Layout layout = reader.Layout;
        bool summarized = options.Summarize && layout.Rank > 0 && layout.Count > options.Threshold;
        edges = summarized ? EdgeElements.Of(reader, options.EdgeItems) : null;
        shown = edges ?? reader;
    }

    public BlockExport Export() => shown.Layout.ElementType.DispatchText<PythonStyle, ListTextMaker, BlockExport>(this);

    public BlockExport Visit<TText>(TText text)
        where TText : struct, IElementText
    {
        Layout layout = shown.Layout;
        if (layout.Rank == 0 || FitsInOneLine(text))
        {
            return new ElementExport(shown, OneLine(text), options.FinalNewline);
        }

        ImmutableArray<long> gaps = Gaps();
        return new ElementExport(shown, new ListText<TText>(text, layout.Shape, layout.ItemSize, gaps, options.Width, Measure(text)), options.FinalNewline);
    }

    private ImmutableArray<long> Gaps()
    {
        EdgeElements? corners = edges;
        return [.. Enumerable.Range(0, shown.Layout.Rank).Select(axis => corners is not null && corners.IsCut(axis) ? corners.Edge : -1L)];
    }

    private bool FitsInOneLine<TText>(TText text)
        where TText : struct, IElementText
    {
        Layout layout = shown.Layout;
        bool isShort = layout.Count <= options.Width && (Int128)layout.ByteLength <= 4 * (Int128)options.Width
            || (layout.Count <= options.Width && !layout.ElementType.IsNumeric && layout.ByteLength <= 1 << 16);
        if (!isShort || (layout.Count == 0 && new RowCursor(layout.Shape).EmptyRows > options.Width) || (edges is not null && layout.Rank > 1))
        {
            return false;
        }

        ArrayBufferWriter<byte> line = new();
        ElementExport attempt = new(shown, OneLine(text), false);
        while (attempt.WriteNext(line))
        {
        }

        return line.WrittenCount <= options.Width;
    }

    // As Python prints it, nothing aligned. With something left out it is of one dimension, which an endless line does not wrap.
    private ElementWriter OneLine<TText>(TText text)
        where TText : struct, IElementText
    {
        Layout layout = shown.Layout;
        return edges is null
            ? new NestedText<TText>(text, layout.Shape, layout.ItemSize, ", "u8.ToArray())
            : new ListText<TText>(text, layout.Shape, layout.ItemSize, Gaps(), int.MaxValue, 0);
    }

    private int Measure<TText>(TText text)
        where TText : struct, IElementText
    {
        Layout layout = shown.Layout;
        int itemSize = layout.ItemSize;
        TextBuffer scratch = new(stackalloc byte[256]);
        long measured = Math.Min(layout.Count, Math.Min(MeasuredElements, MeasuredBytes / Math.Max(1, itemSize)));
        byte[] block = [];
        int width = 0;
        for (long first = 0; first < measured;)
        {
            int count = (int)Math.Min(ElementExport.PerBlock(layout), measured - first);
            ReadOnlySpan<byte> elements = ElementExport.Native(shown, first, count, ref block);
            for (int element = 0; element < count; element++)
            {
                width = Math.Max(width, text.Measure(elements.Slice(element * itemSize, itemSize), ref scratch));
            }

            first += count;
        }

        return width;
    }
}
