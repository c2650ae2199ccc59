using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>A number's text. The type tests and casts through object are settled when the code is compiled for the types.</summary>
internal readonly struct NumberText<T, TWide, TCodec, TStyle> : IElementText
    where T : unmanaged
    where TWide : unmanaged
    where TCodec : struct, IElementCodec<T, TWide>
    where TStyle : struct, ITextStyle
{
    // Two parts and what is around them.
    private const int ComplexLength = (2 * FloatText.MaximumLength) + 8;

    public int Room => typeof(TWide) == typeof(Complex) ? ComplexLength : FloatText.MaximumLength;

    public bool Prepares => typeof(T) == typeof(float) && SingleVectors.IsSupported;

    public void Prepare(scoped ReadOnlySpan<byte> elements, PreparedNumbers prepared)
    {
        if (Prepares)
        {
            SingleVectors.Prepare(MemoryMarshal.Cast<byte, uint>(elements), prepared);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(PreparedNumbers prepared, int index, scoped ReadOnlySpan<byte> element, Span<byte> destination, int width)
    {
        if (Prepares && NineDigits.TryWrite(prepared.Parts[index], (int)prepared.Forms[index], destination, width) is > 0 and int written)
        {
            return written;
        }

        return Write(element, destination, width);
    }

    public int Write(scoped ReadOnlySpan<byte> element, Span<byte> destination, int width)
    {
        T value = MemoryMarshal.Read<T>(element);
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            return Copy((ulong)(object)TCodec.Widen(value) != 0 ? TStyle.True : TStyle.False, destination, width);
        }

        return typeof(TWide) == typeof(long) ? AsciiDigits.Write((long)(object)TCodec.Widen(value), destination, width)
            : typeof(TWide) == typeof(ulong) ? AsciiDigits.Write((ulong)(object)TCodec.Widen(value), destination, width)
            : typeof(TWide) == typeof(Complex) ? WriteComplex(value, destination, width)
            : WriteFloat(value, destination, width);
    }

    public void Write(scoped ReadOnlySpan<byte> element, ref TextBuffer output) => output.Advance(Write(element, output.Reserve(Room), 0));

    public int Measure(scoped ReadOnlySpan<byte> element, ref TextBuffer scratch)
    {
        if (typeof(TCodec) == typeof(BooleanCodec))
        {
            // NumPy gives True the width of False, even if there is no False.
            return TStyle.False.Length;
        }

        scratch.Clear();
        return Write(element, scratch.Reserve(Room), 0);
    }

    // Bits of the exponent and of the fraction, and the table of the type.
    private static int WriteFloat(T value, Span<byte> text, int width)
    {
        double wide = (double)(object)TCodec.Widen(value);
        return !double.IsFinite(wide) ? WriteSpecial(wide, text, width)
            : typeof(T) == typeof(float) ? FloatText.Write(BitConverter.SingleToUInt32Bits((float)(object)value), 8, 23, NarrowDigits.Single, text, width)
            : typeof(T) == typeof(Half) ? FloatText.Write(BitConverter.HalfToUInt16Bits((Half)(object)value), 5, 10, NarrowDigits.Half, text, width)
            : typeof(T) == typeof(BFloat16) ? FloatText.Write(Bits(value), 8, 7, NarrowDigits.BrainFloat, text, width)
            : typeof(T) == typeof(Float8E4M3FN) ? FloatText.Write(Bits(value), 4, 3, NarrowDigits.E4M3, text, width)
            : typeof(T) == typeof(Float8E5M2) ? FloatText.Write(Bits(value), 5, 2, NarrowDigits.E5M2, text, width)
            : FloatText.Write(wide, text, width);
    }

    // A type's bits where it is stored in one or two bytes.
    private static uint Bits(T value)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
        return bytes.Length == 1 ? bytes[0] : MemoryMarshal.Read<ushort>(bytes);
    }

    private static int WriteSpecial(double value, Span<byte> text, int width) =>
        Copy(double.IsNaN(value) ? TStyle.NaN : value > 0 ? TStyle.Infinity : TStyle.NegativeInfinity, text, width);

    private static int WriteComplex(T value, Span<byte> destination, int width)
    {
        Span<byte> real = stackalloc byte[FloatText.MaximumLength];
        Span<byte> imaginary = stackalloc byte[FloatText.MaximumLength];
        Span<byte> whole = stackalloc byte[ComplexLength];
        Complex wide = (Complex)(object)TCodec.Widen(value);
        TextBuffer text = new(whole);
        TStyle.WriteComplex(real[..WritePart(wide.Real, real)], imaginary[..WritePart(wide.Imaginary, imaginary)], ref text);
        return Copy(text.Written, destination, width);
    }

    private static int WritePart(double value, Span<byte> text) =>
        !double.IsFinite(value) ? WriteSpecial(value, text, 0)
            : typeof(T) == typeof(ComplexSingle) ? FloatText.Write(BitConverter.SingleToUInt32Bits((float)value), 8, 23, NarrowDigits.Single, text, 0)
            : FloatText.Write(value, text, 0);

    private static int Copy(ReadOnlySpan<byte> word, Span<byte> text, int width)
    {
        int start = Field.Begin(text, width, word.Length);
        word.CopyTo(text[start..]);
        return start + word.Length;
    }
}
