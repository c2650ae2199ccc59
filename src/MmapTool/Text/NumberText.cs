using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Views.Elements;

namespace MmapTool.Text;

/// <summary>A number's text. The type tests and casts through object are settled when the code is compiled for the types.</summary>
internal readonly struct NumberText<T, TWide, TCodec, TStyle> : IElementText
    where T : unmanaged
    where TWide : unmanaged
    where TCodec : struct, IElementCodec<T, TWide>
    where TStyle : struct, ITextStyle
{
    public void Write(scoped ReadOnlySpan<byte> element, ref TextBuffer output)
    {
        T value = MemoryMarshal.Read<T>(element);
        if (typeof(TWide) == typeof(Complex))
        {
            WriteComplex(value, ref output);
            return;
        }

        Span<byte> text = output.Reserve(FloatText.MaximumLength);
        int length;
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            length = Copy((ulong)(object)TCodec.Widen(value) != 0 ? TStyle.True : TStyle.False, text);
        }
        else if (typeof(TWide) == typeof(long))
        {
            Utf8Formatter.TryFormat((long)(object)TCodec.Widen(value), text, out length);
        }
        else if (typeof(TWide) == typeof(ulong))
        {
            Utf8Formatter.TryFormat((ulong)(object)TCodec.Widen(value), text, out length);
        }
        else
        {
            length = WriteFloat(value, element, text);
        }

        output.Advance(length);
    }

    public int Measure(scoped ReadOnlySpan<byte> element, ref TextBuffer scratch)
    {
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            // NumPy gives True the width of False even where no False is.
            return TStyle.False.Length;
        }

        scratch.Clear();
        Write(element, ref scratch);
        return scratch.Written.Length;
    }

    private static int WriteFloat(T value, ReadOnlySpan<byte> element, Span<byte> text)
    {
        double wide = (double)(object)TCodec.Widen(value);
        return !double.IsFinite(wide) ? Special(wide, text)
            : typeof(T) == typeof(double) ? FloatText.Write(wide, text)
            : typeof(T) == typeof(float) ? FloatText.Write((float)wide, text)
            : ShortestDecimal<T, TWide, TCodec>.Write(element.Length == 1 ? element[0] : MemoryMarshal.Read<ushort>(element), wide, text);
    }

    private static void WriteComplex(T value, ref TextBuffer output)
    {
        Span<byte> real = stackalloc byte[FloatText.MaximumLength];
        Span<byte> imaginary = stackalloc byte[FloatText.MaximumLength];
        Complex wide = (Complex)(object)TCodec.Widen(value);
        real = real[..Part(wide.Real, real)];
        imaginary = imaginary[..Part(wide.Imaginary, imaginary)];
        TStyle.WriteComplex(real, imaginary, ref output);
    }

    private static int Part(double value, Span<byte> text) =>
        !double.IsFinite(value) ? Special(value, text)
        : typeof(T) == typeof(Complex) ? FloatText.Write(value, text)
        : FloatText.Write((float)value, text);

    private static int Special(double value, Span<byte> text) =>
        Copy(double.IsNaN(value) ? TStyle.NaN : value > 0 ? TStyle.Infinity : TStyle.NegativeInfinity, text);

    private static int Copy(ReadOnlySpan<byte> word, Span<byte> text)
    {
        word.CopyTo(text);
        return word.Length;
    }
}
