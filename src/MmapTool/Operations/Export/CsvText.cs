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

    public override ElementWriter Copy() => new CsvText<TText>(text, layout);

    public override void Resume(long element) => column = element % rowLength;

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
        if (rowLength == 1)
        {
            ElementRow.Write(text, elements, itemSize, count, "\n"u8, ref output);
            return;
        }

        while (count > 0)
        {
            long left = rowLength - column;
            int run = (int)Math.Min(count, left - 1);
            ElementRow.Write(text, elements, itemSize, run, ","u8, ref output);
            elements = elements[(run * itemSize)..];
            count -= run;
            column += run;
            if (count > 0 && run == left - 1)
            {
                text.Write(elements[..itemSize], ref output);
                output.Write((byte)'\n');
                elements = elements[itemSize..];
                count--;
                column = 0;
            }
        }
    }
}

/// <summary>Makes a <see cref="CsvText{TText}"/> for an element type.</summary>
internal readonly struct CsvTextMaker(Layout layout) : ITextVisitor<ElementWriter>
{
    public ElementWriter Visit<TText>(TText text)
        where TText : struct, IElementText => new CsvText<TText>(text, layout);
}
