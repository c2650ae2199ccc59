using System.Text;
using MmapTool.Errors;

namespace MmapTool.Text;

/// <summary>
/// JSON without white space. Values that JSON has no numbers for are strings. The platform's Utf8JsonWriter is not used: it spells floats
/// otherwise, and an element costs it several calls.
/// </summary>
internal readonly struct JsonStyle : ITextStyle
{
    public static ReadOnlySpan<byte> True => "true"u8;

    public static ReadOnlySpan<byte> False => "false"u8;

    public static ReadOnlySpan<byte> NaN => "\"NaN\""u8;

    public static ReadOnlySpan<byte> NaT => "\"NaT\""u8;

    public static ReadOnlySpan<byte> Infinity => "\"Infinity\""u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "\"-Infinity\""u8;

    public static ReadOnlySpan<byte> Separator => ","u8;

    public static ReadOnlySpan<byte> ListStart => "["u8;

    public static ReadOnlySpan<byte> ListEnd => "]"u8;

    public static ReadOnlySpan<byte> RecordStart => "{"u8;

    public static ReadOnlySpan<byte> RecordEnd => "}"u8;

    public static ReadOnlySpan<byte> SingleRecordEnd => "}"u8;

    public static bool SkipsEmpty => false;

    public static byte[] Label(string name) =>
        Encoding.UTF8.GetBytes(VisibleText.Quoted(name) + ":");

    public static void WriteComplex(scoped ReadOnlySpan<byte> real, scoped ReadOnlySpan<byte> imaginary, ref TextBuffer output)
    {
        output.Write((byte)'[');
        output.Write(real);
        output.Write((byte)',');
        output.Write(imaginary);
        output.Write((byte)']');
    }

    public static void WriteVoid(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output)
    {
        output.Write((byte)'"');
        HexDigits.Write(bytes, ref output);
        output.Write((byte)'"');
    }

    public static void WriteText(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output)
    {
        output.Write((byte)'"');
        foreach (byte character in bytes)
        {
            Span<byte> text = output.Reserve(6);
            if (character is (byte)'"' or (byte)'\\')
            {
                text[1] = character;
                text[0] = (byte)'\\';
                output.Advance(2);
            }
            else if (character < 0x20)
            {
                "\\u00"u8.CopyTo(text);
                text[4] = HexDigits.High(character);
                text[5] = HexDigits.Low(character);
                output.Advance(6);
            }
            else
            {
                output.Advance(Latin1.Encode(character, text));
            }
        }

        output.Write((byte)'"');
    }

    public static void WriteDate(scoped ReadOnlySpan<byte> text, ref TextBuffer output)
    {
        output.Write((byte)'"');
        output.Write(text);
        output.Write((byte)'"');
    }

    public static void WriteUnicode(scoped ReadOnlySpan<uint> points, ref TextBuffer output)
    {
        output.Write((byte)'"');
        foreach (uint point in points)
        {
            if (point is '"' or '\\')
            {
                output.Write((byte)'\\');
                output.Write((byte)point);
            }
            else if (point < 0x20 || CodePoints.IsHalfPair(point))
            {
                Span<byte> text = output.Reserve(6);
                "\\u"u8.CopyTo(text);
                text[2] = HexDigits.High((byte)(point >> 8));
                text[3] = HexDigits.Low((byte)(point >> 8));
                text[4] = HexDigits.High((byte)point);
                text[5] = HexDigits.Low((byte)point);
                output.Advance(6);
            }
            else
            {
                output.Advance(CodePoints.Encode(point, output.Reserve(4)));
            }
        }

        output.Write((byte)'"');
    }
}
