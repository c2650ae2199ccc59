using System.Collections.Immutable;

namespace MmapTool.Text;

/// <summary>
/// Nested lists over many lines, laid out as NumPy's <c>array2string(separator=', ')</c> does. Elements are right-aligned to one width, rows are wrapped, and
/// a space of indent is added for each depth. Between blocks there is one blank line more for each further dimension.
/// </summary>
internal sealed partial class ListText<TText> : LineWriter
    where TText : struct, IElementText
{
    // Larger items are written as they come, each on a line of its own: wrapping needs a word whole.
    private const int LargestWord = 1 << 20;

    // Room of a number, and the widest column of numbers.
    private const int LargestRoom = 128;

    private readonly TText text;
    private readonly ImmutableArray<long> shape;
    private readonly RowCursor cursor;
    private readonly ImmutableArray<long> gaps;
    private readonly int itemSize;
    private readonly int width;
    private readonly int lineWidth;
    private readonly int wordWidth;
    private readonly byte[] scratch = new byte[1 << 10];
    private readonly PreparedNumbers prepared;
    private long column;
    private int opening;
    private int line;
    private bool begun;

    /// <param name="text">The text of an element.</param>
    /// <param name="shape">The shape of what is shown.</param>
    /// <param name="itemSize">Bytes of an element.</param>
    /// <param name="gaps">For each axis the index before which <c>...</c> stands; -1 for none.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="wordWidth">The width that elements are aligned to.</param>
    public ListText(TText text, ImmutableArray<long> shape, int itemSize, ImmutableArray<long> gaps, int width, int wordWidth)
    {
        this.text = text;
        this.shape = shape;
        this.itemSize = itemSize;
        this.gaps = gaps;
        this.width = width;
        this.wordWidth = wordWidth;
        cursor = new(shape);
        prepared = new(text.Prepares);

        // NumPy keeps a column for the bracket that closes each list.
        lineWidth = width - cursor.Rank;
    }

    public override int Line => column == 0 ? 0 : line;

    public override bool IsRegular => wordWidth > 0;

    public override ElementWriter Copy() => new ListText<TText>(text, shape, itemSize, gaps, width, wordWidth);

    public override void Resume(long element)
    {
        // The number of elements of one width that fit in a line, at least one, and the number in the line that ends before the element.
        int perLine = Math.Max(1, (lineWidth - cursor.Rank + 2) / (wordWidth + 2));
        long before = element % cursor.RowLength;
        int inLine = (int)((before - 1) % perLine) + 1;
        Resume(element, before == 0 ? 0 : cursor.Rank + (inLine * (wordWidth + 2)) - 2);
    }

    public override void Resume(long element, int line)
    {
        (long row, column) = Math.DivRem(element, cursor.RowLength);
        opening = cursor.Seek(row);
        begun = element > 0;
        this.line = line;
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
        if (text.Room is > 0 and <= LargestRoom && wordWidth <= LargestRoom)
        {
            while (count > 0)
            {
                int batch = Math.Min(count, PreparedNumbers.Most);
                text.Prepare(elements[..(batch * itemSize)], prepared);
                WriteNumbers(elements, batch, ref output);
                elements = elements[(batch * itemSize)..];
                count -= batch;
            }

            return;
        }

        TextBuffer word = new(scratch);
        for (int element = 0; element < count; element++)
        {
            BeginElement(ref output);
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

            EndElement(ref output);
        }
    }

    public override void WriteWords(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer words, Span<int> lengths)
    {
        for (int element = 0; element < count; element++)
        {
            long before = words.Length;
            text.Write(elements.Slice(element * itemSize, itemSize), ref words);
            lengths[element] = (int)(words.Length - before);
        }
    }

    public override void Lay(scoped ReadOnlySpan<byte> words, scoped ReadOnlySpan<int> lengths, ref TextBuffer output)
    {
        foreach (int length in lengths)
        {
            BeginElement(ref output);
            Extend(words[..length], ref output);
            words = words[length..];
            EndElement(ref output);
        }
    }

    private void BeginElement(ref TextBuffer output)
    {
        if (column == 0)
        {
            BeginRow(ref output);
        }
        else if (column == gaps[^1])
        {
            Extend("..."u8, ref output);
        }
    }

    private void EndElement(ref TextBuffer output)
    {
        if (++column == cursor.RowLength)
        {
            EndRow(ref output);
        }
    }

    // NumPy's _extendLine: a word that does not fit starts a new line, unless it is the first on its line anyhow.
    private void Extend(scoped ReadOnlySpan<byte> word, ref TextBuffer output, bool alone = false)
    {
        int rank = cursor.Rank;
        int width = word is [(byte)'.', ..] ? word.Length : Math.Max(word.Length, wordWidth);
        if (line > rank)
        {
            if (alone || line + 2 + width > lineWidth)
            {
                output.Write(",\n"u8);
                output.Repeat((byte)' ', rank);
                line = rank;
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
