using System.Collections.Immutable;
using MmapTool.Views;

namespace MmapTool.Text;

/// <summary>Nested lists in one line: JSON's <c>tolist</c>, and a short list as Python prints it.</summary>
internal sealed class NestedText<TText>(TText text, ImmutableArray<long> shape, int itemSize, byte[] separator) : ElementWriter
    where TText : struct, IElementText
{
    private readonly RowCursor cursor = new(shape);
    private long column;
    private int opening;
    private bool begun;

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
        for (int element = 0; element < count; element++)
        {
            if (column == 0)
            {
                BeginRow(ref output);
            }
            else
            {
                output.Write(separator);
            }

            text.Write(elements.Slice(element * itemSize, itemSize), ref output);
            if (++column == cursor.RowLength)
            {
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
