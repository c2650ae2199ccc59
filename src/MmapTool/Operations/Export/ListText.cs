using System.Collections.Immutable;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>
/// Nested lists over many lines, laid out as NumPy's <c>array2string(separator=', ')</c> does: elements right-aligned to one width,
/// rows wrapped, a space of indent a depth, and one blank line more between blocks for each further dimension.
/// </summary>
internal sealed class ListText<TText> : ElementWriter
    where TText : struct, IElementText
{
    // Larger items are written as they come, each on a line of its own: wrapping needs a word whole.
    private const int LargestWord = 1 << 20;

    private readonly TText text;
    private readonly RowCursor cursor;
    private readonly ImmutableArray<long> gaps;
    private readonly int itemSize;
    private readonly int lineWidth;
    private readonly int wordWidth;
    private readonly byte[] scratch = new byte[1 << 10];
    private long column;
    private int opening;
    private int line;
    private bool begun;

    /// <param name="text">The text of an element.</param>
    /// <param name="shape">The shape of what is shown.</param>
    /// <param name="itemSize">Bytes of an element.</param>
    /// <param name="gaps">For each axis the index before which <c>...</c> stands; -1 for none.</param>
    /// <param name="lineWidth">Columns of a line.</param>
    /// <param name="wordWidth">The width that elements are aligned to.</param>
    public ListText(TText text, ImmutableArray<long> shape, int itemSize, ImmutableArray<long> gaps, int lineWidth, int wordWidth)
    {
        this.text = text;
        this.itemSize = itemSize;
        this.gaps = gaps;
        this.wordWidth = wordWidth;
        cursor = new(shape);

        // NumPy keeps a column for the bracket that closes each list.
        this.lineWidth = lineWidth - cursor.Rank;
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
        TextBuffer word = new(scratch);
        long gap = gaps[^1];
        for (int element = 0; element < count; element++)
        {
            if (column == 0)
            {
                BeginRow(ref output);
            }
            else if (column == gap)
            {
                Extend("..."u8, ref output);
            }

            ReadOnlySpan<byte> bytes = elements.Slice(element * itemSize, itemSize);
            if (itemSize > LargestWord)
            {
                Extend([], ref output, alone: true);
                text.Write(bytes, ref output);
            }
            else
            {
                word.Clear();
                text.Write(bytes, ref word);
                Extend(word.Written, ref output);
            }

            if (++column == cursor.RowLength)
            {
                EndRow(ref output);
            }
        }
    }

    // NumPy's _extendLine: a word that does not fit starts a new line, unless it is the first on its line anyhow.
    private void Extend(scoped ReadOnlySpan<byte> word, ref TextBuffer output, bool alone = false)
    {
        int width = word is [(byte)'.', ..] ? word.Length : Math.Max(word.Length, wordWidth);
        if (line > cursor.Rank)
        {
            if (alone || line + 2 + width > lineWidth)
            {
                output.Write(",\n"u8);
                output.Repeat((byte)' ', cursor.Rank);
                line = cursor.Rank;
            }
            else
            {
                output.Write(", "u8);
                line += 2;
            }
        }

        output.Repeat((byte)' ', alone ? 0 : width - word.Length);
        output.Write(word);

        // A word written apart fills its line.
        line = alone ? int.MaxValue / 2 : line + width;
    }

    private void BeginRow(ref TextBuffer output)
    {
        if (begun)
        {
            // The axis whose next list begins; one line feed for each axis below it.
            int axis = cursor.Rank - 1 - opening;
            Break(axis, ref output);
            if (gaps[axis] == cursor.IndexOf(axis) && gaps[axis] > 0)
            {
                output.Write("..."u8);
                Break(axis, ref output);
            }
        }

        begun = true;
        output.Repeat((byte)'[', opening);
        line = cursor.Rank;
    }

    private void Break(int axis, ref TextBuffer output)
    {
        output.Write((byte)',');
        output.Repeat((byte)'\n', opening);
        output.Repeat((byte)' ', axis + 1);
    }

    private void EndRow(ref TextBuffer output)
    {
        opening = cursor.Next();
        output.Repeat((byte)']', opening);
        column = 0;
    }
}
