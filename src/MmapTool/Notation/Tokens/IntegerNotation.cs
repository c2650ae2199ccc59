using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>
/// Integers as views, options and edits write them: decimal, <c>0x…</c> or <c>0b…</c>, <c>_</c> between digits. A suffix may follow: <c>k M G T</c> (powers
/// of 1000) or <c>Ki Mi Gi Ti</c> (powers of 1024).
/// </summary>
internal static class IntegerNotation
{
    /// <summary>Reads a signed integer.</summary>
    /// <exception cref="NotationException">The text is no integer, or does not fit into 64 bits.</exception>
    public static long Parse(string text)
    {
        Tokenizer tokenizer = new(text);
        long value = tokenizer.Integer();
        tokenizer.TakeEnd("the end of the number");
        return value;
    }

    /// <summary>Reads an offset, a size or a count: an integer that is not negative.</summary>
    /// <exception cref="NotationException">The text is no integer, is negative, or does not fit into 64 bits.</exception>
    public static long ParseSize(string text)
    {
        Tokenizer tokenizer = new(text);
        long value = tokenizer.NonNegative("a size");
        tokenizer.TakeEnd("the end of the number");
        return value;
    }
}
