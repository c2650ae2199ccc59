namespace MmapTool.Text;

/// <summary>
/// A writer that wraps lines, so that where an element stands depends on the width of those before it. So several threads make words of elements, and one
/// lays them out.
/// </summary>
internal abstract class LineWriter : ElementWriter
{
    /// <summary>Columns used of the line, before the next element; 0 before a row.</summary>
    public abstract int Line { get; }

    /// <summary>Whether all elements are as wide, as far as was measured, so that <see cref="ElementWriter.Resume"/> knows where they stand.</summary>
    public abstract bool IsRegular { get; }

    /// <summary>Goes to an element before which so much of the line is used.</summary>
    public abstract void Resume(long element, int line);

    /// <summary>Writes nothing but the words of elements, one after another.</summary>
    /// <param name="elements">Packed elements.</param>
    /// <param name="count">How many.</param>
    /// <param name="words">Where the text goes.</param>
    /// <param name="lengths">Where the lengths of the words go, one each.</param>
    public abstract void WriteWords(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer words, Span<int> lengths);

    /// <summary>Lays out the words of the next elements.</summary>
    public abstract void Lay(scoped ReadOnlySpan<byte> words, scoped ReadOnlySpan<int> lengths, ref TextBuffer output);
}
