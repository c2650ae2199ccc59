using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Text;

/// <summary>
/// Lines of comma-separated values: a scalar or an element of one dimension a line, or the last axis a line, all the leading axes
/// one after another. Records are a line each, under a line of names.
/// </summary>
internal sealed class CsvText<TText>(TText text, Layout layout) : ElementWriter
    where TText : struct, IElementText
{
    private readonly long rowLength = layout.Rank < 2 || layout.ElementType.Kind == ElementKind.Record ? 1 : layout.Shape[^1];
    private readonly PreparedNumbers prepared = new(text.Prepares);
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
        while (count > 0)
        {
            int batch = Math.Min(count, PreparedNumbers.Most);
            text.Prepare(elements[..(batch * itemSize)], prepared);
            WriteBatch(elements, batch, ref output);
            elements = elements[(batch * itemSize)..];
            count -= batch;
        }
    }

    private void WriteBatch(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output)
    {
        int itemSize = layout.ItemSize;
        if (rowLength == 1)
        {
            ElementRow.Write(text, prepared, 0, elements, itemSize, count, "\n"u8, ref output);
            return;
        }

        for (int done = 0; done < count;)
        {
            long left = rowLength - column;
            int run = (int)Math.Min(count - done, left - 1);
            ElementRow.Write(text, prepared, done, elements[(done * itemSize)..], itemSize, run, ","u8, ref output);
            done += run;
            column += run;
            if (done < count && run == left - 1)
            {
                ElementRow.Write(text, prepared, done, elements[(done * itemSize)..], itemSize, 1, "\n"u8, ref output);
                done++;
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
