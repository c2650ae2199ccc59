namespace MmapTool.Text;

/// <summary>Python's <c>repr</c>: lists, tuples, True, <c>(1+2j)</c>, <c>b'…'</c>.</summary>
internal readonly struct PythonStyle : ITextStyle
{
    public static ReadOnlySpan<byte> True => "True"u8;

    public static ReadOnlySpan<byte> False => "False"u8;

    public static ReadOnlySpan<byte> NaN => "nan"u8;

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
}
