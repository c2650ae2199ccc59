using System.Buffers.Text;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>A complex integer: as complex numbers are written, in JSON with whole parts.</summary>
internal sealed class ComplexIntegerText<TStyle>(ElementType type) : ValueText
    where TStyle : struct, ITextStyle
{
    private const int LongestPart = 16;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        (int real, int imaginary) = ComplexIntegers.Read(type, value);
        Span<byte> parts = stackalloc byte[2 * LongestPart];
        int first = Part(real, parts);
        int second = Part(imaginary, parts[LongestPart..]);
        TStyle.WriteComplex(parts[..first], parts.Slice(LongestPart, second), ref output);
    }

    // Styles get the parts written as floats, and leave the fraction out if their style has none.
    private static int Part(int number, Span<byte> text)
    {
        Utf8Formatter.TryFormat(number, text, out int length);
        if (typeof(TStyle) != typeof(JsonStyle))
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        return length;
    }
}
