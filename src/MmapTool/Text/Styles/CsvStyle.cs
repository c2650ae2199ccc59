using System.Buffers;
using System.Text;
using MmapTool.Errors;

namespace MmapTool.Text;

/// <summary>Cells of comma-separated values: records and lists are the cells of what they hold.</summary>
internal readonly struct CsvStyle : ITextStyle
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private static ReadOnlySpan<uint> SpecialPoints => [',', '"', '\r', '\n'];

    public static ReadOnlySpan<byte> True => "true"u8;

    public static ReadOnlySpan<byte> False => "false"u8;

    public static ReadOnlySpan<byte> NaN => "nan"u8;

    public static ReadOnlySpan<byte> NaT => "NaT"u8;

    public static ReadOnlySpan<byte> Infinity => "inf"u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "-inf"u8;

    public static ReadOnlySpan<byte> Separator => ","u8;

    public static ReadOnlySpan<byte> ListStart => [];

    public static ReadOnlySpan<byte> ListEnd => [];

    public static ReadOnlySpan<byte> RecordStart => [];

    public static ReadOnlySpan<byte> RecordEnd => [];

    public static ReadOnlySpan<byte> SingleRecordEnd => [];

    public static bool SkipsEmpty => true;

    public static byte[] Label(string name) => [];

    public static void WriteComplex(scoped ReadOnlySpan<byte> real, scoped ReadOnlySpan<byte> imaginary, ref TextBuffer output) =>
        ComplexText.Write(real, imaginary, ref output);

    public static void WriteVoid(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output) => HexDigits.Write(bytes, ref output);

    public static void WriteText(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output)
    {
        // An empty cell that is alone in its line would make a blank line, which readers skip.
        bool quoted = bytes.IsEmpty || bytes.ContainsAny(Special);
        if (quoted)
        {
            output.Write((byte)'"');
        }

        foreach (byte character in bytes)
        {
            if (character == (byte)'"')
            {
                output.Write((byte)'"');
            }

            output.Advance(Latin1.Encode(character, output.Reserve(2)));
        }

        if (quoted)
        {
            output.Write((byte)'"');
        }
    }

    public static void WriteDate(scoped ReadOnlySpan<byte> text, ref TextBuffer output) => output.Write(text);

    public static void WriteUnicode(scoped ReadOnlySpan<uint> points, ref TextBuffer output)
    {
        bool quoted = points.IsEmpty || points.ContainsAny(SpecialPoints);
        if (quoted)
        {
            output.Write((byte)'"');
        }

        foreach (uint point in points)
        {
            if (point == '"')
            {
                output.Write((byte)'"');
            }

            output.Advance(CodePoints.Encode(point, output.Reserve(4)));
        }

        if (quoted)
        {
            output.Write((byte)'"');
        }
    }

    /// <summary>A name as a cell of the header line.</summary>
    public static void WriteName(string name, ref TextBuffer output)
    {
        name = VisibleText.Of(name);
        byte[] text = Encoding.UTF8.GetBytes(name);
        output.Write(text.Length == 0 || text.AsSpan().ContainsAny(Special)
            ? Encoding.UTF8.GetBytes($"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
            : text);
    }
}
