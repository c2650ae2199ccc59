using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Text;

/// <summary>Nested lists in one line: JSON's <c>tolist</c>, and a short list as Python prints it.</summary>
internal sealed class NestedText<TText>(TText text, ImmutableArray<long> shape, int itemSize, byte[] separator) : ElementWriter
    where TText : struct, IElementText
{
    private readonly RowCursor cursor = new(shape);
    private readonly PreparedNumbers prepared = new(text.Prepares);
    private long column;
    private int opening;
    private bool begun;

    public override ElementWriter Copy() => new NestedText<TText>(text, shape, itemSize, separator);

    public override void Resume(long element)
    {
        (long row, column) = Math.DivRem(element, cursor.RowLength);
        opening = cursor.Seek(row);
        begun = element > 0;
    }

    public override void Start(ref TextBuffer output)
    {
        opening = cursor.Rank;
        for (long row = 0; row < cursor.EmptyRows; row++)
        {
            BeginRow(ref output);
            EndRow(ref output);
        }
    }

    public override void Write(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output)
    {
        while (count > 0)
        {
            int batch = Math.Min(count, PreparedNumbers.Most);
            text.Prepare(elements[..(batch * itemSize)], prepared);
            WriteBatch(elements, batch, ref output);
            elements = elements[(batch * itemSize)..];
            count -= batch;
        }
    }

    // Every element but the last of a row has the separator behind it.
    private void WriteBatch(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output)
    {
        for (int done = 0; done < count;)
        {
            if (column == 0)
            {
                BeginRow(ref output);
            }

            long left = cursor.RowLength - column;
            int run = (int)Math.Min(count - done, left - 1);
            ElementRow.Write(text, prepared, done, elements[(done * itemSize)..], itemSize, run, separator, ref output);
            done += run;
            column += run;
            if (done < count && run == left - 1)
            {
                text.Write(elements.Slice(done * itemSize, itemSize), ref output);
                done++;
                EndRow(ref output);
            }
        }
    }

    private void BeginRow(ref TextBuffer output)
    {
        if (begun)
        {
            output.Write(separator);
        }

        begun = true;
        output.Repeat((byte)'[', opening);
    }

    private void EndRow(ref TextBuffer output)
    {
        opening = cursor.Next();
        output.Repeat((byte)']', opening);
        column = 0;
    }
}

/// <summary>Makes a <see cref="NestedText{TText}"/> for an element type.</summary>
internal readonly struct NestedTextMaker(Layout layout, byte[] separator) : ITextVisitor<ElementWriter>
{
    public ElementWriter Visit<TText>(TText text)
        where TText : struct, IElementText => new NestedText<TText>(text, layout.Shape, layout.ItemSize, separator);
}
