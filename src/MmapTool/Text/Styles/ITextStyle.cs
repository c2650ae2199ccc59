namespace MmapTool.Text;

/// <summary>How values are spelled in a kind of text. Implemented by empty structs, so that it costs no call an element.</summary>
internal interface ITextStyle
{
    static abstract ReadOnlySpan<byte> True { get; }

    static abstract ReadOnlySpan<byte> False { get; }

    static abstract ReadOnlySpan<byte> NaN { get; }

    static abstract ReadOnlySpan<byte> NaT { get; }

    static abstract ReadOnlySpan<byte> Infinity { get; }

    static abstract ReadOnlySpan<byte> NegativeInfinity { get; }

    /// <summary>Between the values of a record or a list.</summary>
    static abstract ReadOnlySpan<byte> Separator { get; }

    static abstract ReadOnlySpan<byte> ListStart { get; }

    static abstract ReadOnlySpan<byte> ListEnd { get; }

    static abstract ReadOnlySpan<byte> RecordStart { get; }

    static abstract ReadOnlySpan<byte> RecordEnd { get; }

    /// <summary>The end of a record of a single field.</summary>
    static abstract ReadOnlySpan<byte> SingleRecordEnd { get; }

    /// <summary>Whether an empty value is left out of a record, together with its separator.</summary>
    static abstract bool SkipsEmpty { get; }

    /// <summary>The text before the value of a field of this name.</summary>
    static abstract byte[] Label(string name);

    /// <summary>A complex number of parts that are already text.</summary>
    static abstract void WriteComplex(scoped ReadOnlySpan<byte> real, scoped ReadOnlySpan<byte> imaginary, ref TextBuffer output);

    /// <summary>An <c>S</c>, its trailing NULs already dropped.</summary>
    static abstract void WriteText(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output);

    /// <summary>A <c>U</c>, its trailing NULs already dropped.</summary>
    /// <param name="points">Its code points, in this machine's order; any number may stand there.</param>
    /// <param name="output">Where the text goes.</param>
    static abstract void WriteUnicode(scoped ReadOnlySpan<uint> points, ref TextBuffer output);

    /// <summary>A date, as ISO 8601 text.</summary>
    static abstract void WriteDate(scoped ReadOnlySpan<byte> text, ref TextBuffer output);

    /// <summary>A <c>V</c>.</summary>
    static abstract void WriteVoid(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output);
}
