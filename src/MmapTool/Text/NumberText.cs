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
    // Two parts and what is around them.
    private const int ComplexRoom = (2 * FloatText.MaximumLength) + 8;

    public int Room => typeof(TWide) == typeof(Complex) ? ComplexRoom : FloatText.MaximumLength;

    public int Write(scoped ReadOnlySpan<byte> element, Span<byte> destination)
    {
        T value = MemoryMarshal.Read<T>(element);
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            return Copy((ulong)(object)TCodec.Widen(value) != 0 ? TStyle.True : TStyle.False, destination);
        }

        return typeof(TWide) == typeof(long) ? AsciiDigits.Write((long)(object)TCodec.Widen(value), destination)
            : typeof(TWide) == typeof(ulong) ? AsciiDigits.Write((ulong)(object)TCodec.Widen(value), destination)
            : typeof(TWide) == typeof(Complex) ? WriteComplex(value, destination)
            : WriteFloat((double)(object)TCodec.Widen(value), destination);
    }

    public void Write(scoped ReadOnlySpan<byte> element, ref TextBuffer output) => output.Advance(Write(element, output.Reserve(Room)));

    public int Measure(scoped ReadOnlySpan<byte> element, ref TextBuffer scratch)
    {
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            // NumPy gives True the width of False even where no False is.
            return TStyle.False.Length;
        }

        scratch.Clear();
        return Write(element, scratch.Reserve(Room));
    }

    private static int WriteFloat(double value, Span<byte> text)
    {
        if (!double.IsFinite(value))
        {
            return Copy(double.IsNaN(value) ? TStyle.NaN : value > 0 ? TStyle.Infinity : TStyle.NegativeInfinity, text);
        }

        // Bits of the significand, and the exponent of the smallest number.
        return typeof(T) == typeof(float) || typeof(T) == typeof(ComplexSingle) ? FloatText.Write(value, 24, -149, text)
            : typeof(T) == typeof(Half) ? FloatText.Write(value, 11, -24, text)
            : typeof(T) == typeof(BFloat16) ? FloatText.Write(value, 8, -133, text)
            : typeof(T) == typeof(Float8E4M3FN) ? FloatText.Write(value, 4, -9, text)
            : typeof(T) == typeof(Float8E5M2) ? FloatText.Write(value, 3, -16, text)
            : FloatText.Write(value, text);
    }

    private static int WriteComplex(T value, Span<byte> destination)
    {
        Span<byte> real = stackalloc byte[FloatText.MaximumLength];
        Span<byte> imaginary = stackalloc byte[FloatText.MaximumLength];
        Complex wide = (Complex)(object)TCodec.Widen(value);
        TextBuffer text = new(destination);
        TStyle.WriteComplex(real[..WriteFloat(wide.Real, real)], imaginary[..WriteFloat(wide.Imaginary, imaginary)], ref text);
        return text.Written.Length;
    }

    private static int Copy(ReadOnlySpan<byte> word, Span<byte> text)
    {
        word.CopyTo(text);
        return word.Length;
    }
}
