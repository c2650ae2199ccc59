namespace MmapTool.Text;

/// <summary>Python's <c>repr</c>: lists, tuples, True, <c>(1+2j)</c>, <c>b'…'</c>.</summary>
internal readonly struct PythonStyle : ITextStyle
{
    public static ReadOnlySpan<byte> True => "True"u8;

    public static ReadOnlySpan<byte> False => "False"u8;

    public static ReadOnlySpan<byte> NaN => "nan"u8;

    public static ReadOnlySpan<byte> NaT => "NaT"u8;

    public static ReadOnlySpan<byte> Infinity => "inf"u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "-inf"u8;

    public static ReadOnlySpan<byte> Separator => ", "u8;

    public static ReadOnlySpan<byte> ListStart => "["u8;

    public static ReadOnlySpan<byte> ListEnd => "]"u8;

    public static ReadOnlySpan<byte> RecordStart => "("u8;

    public static ReadOnlySpan<byte> RecordEnd => ")"u8;

    public static ReadOnlySpan<byte> SingleRecordEnd => ",)"u8;

    public static bool SkipsEmpty => false;

    public static byte[] Label(string name) => [];

    public static void WriteComplex(scoped ReadOnlySpan<byte> real, scoped ReadOnlySpan<byte> imaginary, ref TextBuffer output)
    {
        // complex_repr in CPython: a real part of +0.0 is not shown, and neither part has a '.0'.
        if (real.SequenceEqual("0.0"u8))
        {
            output.Write(FloatText.WithoutFraction(imaginary));
            output.Write((byte)'j');
            return;
        }

        output.Write((byte)'(');
        ComplexText.Write(real, imaginary, ref output);
        output.Write((byte)')');
    }

    public static void WriteVoid(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output) => WriteText(bytes, ref output);

    public static void WriteText(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output)
    {
        byte quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? (byte)'"' : (byte)'\'';
        output.Write((byte)'b');
        output.Write(quote);
        foreach (byte character in bytes)
        {
            Span<byte> text = output.Reserve(4);
            byte escape = character switch
            {
                (byte)'\t' => (byte)'t',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\\' => (byte)'\\',
                _ => character == quote ? quote : (byte)0,
            };
            if (escape != 0)
            {
                text[1] = escape;
                text[0] = (byte)'\\';
                output.Advance(2);
            }
            else if (character is >= 0x20 and < 0x7F)
            {
                text[0] = character;
                output.Advance(1);
            }
            else
            {
                text[3] = HexDigits.Low(character);
                text[2] = HexDigits.High(character);
                text[1] = (byte)'x';
                text[0] = (byte)'\\';
                output.Advance(4);
            }
        }

        output.Write(quote);
    }

    public static void WriteDate(scoped ReadOnlySpan<byte> text, ref TextBuffer output)
    {
        output.Write((byte)'\'');
        output.Write(text);
        output.Write((byte)'\'');
    }

    public static void WriteUnicode(scoped ReadOnlySpan<uint> points, ref TextBuffer output)
    {
        byte quote = points.Contains('\'') && !points.Contains('"') ? (byte)'"' : (byte)'\'';
        output.Write(quote);
        foreach (uint point in points)
        {
            int length = Escape(point, quote, output.Reserve(10));
            output.Advance(length > 0 ? length : CodePoints.Encode(point, output.Reserve(4)));
        }

        output.Write(quote);
    }

    // Escapes as str's repr does: unprintable characters, backslashes and the quote. 0 for a character that is not escaped.
    private static int Escape(uint point, byte quote, Span<byte> text)
    {
        text[0] = (byte)'\\';
        byte letter = point switch { '\t' => (byte)'t', '\n' => (byte)'n', '\r' => (byte)'r', '\\' => (byte)'\\', _ => point == quote ? quote : (byte)0 };
        if (letter != 0)
        {
            text[1] = letter;
            return 2;
        }

        if (CodePoints.IsPrintable(point))
        {
            return 0;
        }

        int digits = point < 0x100 ? 2 : point < 0x1_0000 ? 4 : 8;
        text[1] = digits switch { 2 => (byte)'x', 4 => (byte)'u', _ => (byte)'U' };
        for (int index = 0; index < digits; index++)
        {
            text[2 + index] = HexDigits.Low((byte)(point >> (4 * (digits - 1 - index))));
        }

        return 2 + digits;
    }
}
