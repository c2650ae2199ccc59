using MmapTool.Text;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>
/// Lines of comma-separated values: a scalar or an element of one dimension a line, or the last axis a line, all the leading axes
/// one after another. Records are a line each, under a line of names.
/// </summary>
internal sealed class CsvText<TText>(TText text, Layout layout) : ElementWriter
    where TText : struct, IElementText
{
    private readonly long rowLength = layout.Rank < 2 || layout.ElementType.Kind == ElementKind.Record ? 1 : layout.Shape[^1];
    private long column;

    public override void Start(ref TextBuffer output)
    {
        if (layout.ElementType.Kind == ElementKind.Record)
        {
            CsvHeader.Write(layout.ElementType, ref output);
        }
    }

    public override void Write(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output)
    {
        int itemSize = layout.ItemSize;
        for (int element = 0; element < count; element++)
        {
            text.Write(elements.Slice(element * itemSize, itemSize), ref output);
            bool ends = ++column == rowLength;
            output.Write(ends ? (byte)'\n' : (byte)',');
            column = ends ? 0 : column;
        }
    }
}

/// <summary>Makes a <see cref="CsvText{TText}"/> for an element type.</summary>
internal readonly struct CsvTextMaker(Layout layout) : ITextVisitor<ElementWriter>
{
    public ElementWriter Visit<TText>(TText text)
        where TText : struct, IElementText => new CsvText<TText>(text, layout);
}
