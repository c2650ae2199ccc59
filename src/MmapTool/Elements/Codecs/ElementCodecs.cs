using System.Numerics;

namespace MmapTool.Elements;

/// <summary><c>b1</c>: any byte but 0 is true and widens to 1.</summary>
internal readonly struct BooleanCodec : IElementCodec<byte, ulong>
{
    public static ulong Minimum => 0;

    public static ulong Maximum => 1;

    public static ulong Widen(byte element) => element == 0 ? 0ul : 1;

    public static byte Narrow(ulong value) => value == 0 ? (byte)0 : (byte)1;
}

/// <summary>The signed integers that the platform has.</summary>
internal readonly struct SignedCodec<T> : IElementCodec<T, long>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static long Minimum => long.CreateTruncating(T.MinValue);

    public static long Maximum => long.CreateTruncating(T.MaxValue);

    public static long Widen(T element) => long.CreateTruncating(element);

    public static T Narrow(long value) => T.CreateTruncating(value);
}

/// <summary>The unsigned integers that the platform has.</summary>
internal readonly struct UnsignedCodec<T> : IElementCodec<T, ulong>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static ulong Minimum => 0;

    public static ulong Maximum => ulong.CreateTruncating(T.MaxValue);

    public static ulong Widen(T element) => ulong.CreateTruncating(element);

    public static T Narrow(ulong value) => T.CreateTruncating(value);
}

/// <summary><c>i3</c></summary>
internal readonly struct Int24Codec : IElementCodec<Int24, long>
{
    public static long Minimum => -0x80_0000;

    public static long Maximum => 0x7F_FFFF;

    public static long Widen(Int24 element) => element;

    public static Int24 Narrow(long value) => (Int24)unchecked((int)value);
}

/// <summary><c>u3</c></summary>
internal readonly struct UInt24Codec : IElementCodec<UInt24, ulong>
{
    public static ulong Minimum => 0;

    public static ulong Maximum => 0xFF_FFFF;

    public static ulong Widen(UInt24 element) => element;

    public static UInt24 Narrow(ulong value) => (UInt24)unchecked((uint)value);
}

/// <summary>The floating-point numbers that the platform has.</summary>
internal readonly struct FloatCodec<T> : IElementCodec<T, double>
    where T : unmanaged, IFloatingPointIeee754<T>, IMinMaxValue<T>
{
    public static double Minimum => double.CreateTruncating(T.MinValue);

    public static double Maximum => double.CreateTruncating(T.MaxValue);

    public static double Widen(T element) => double.CreateTruncating(element);

    public static T Narrow(double value) => T.CreateTruncating(value);
}

/// <summary><c>bf16</c></summary>
internal readonly struct BFloat16Codec : IElementCodec<BFloat16, double>
{
    public static double Minimum => -Maximum;

    public static double Maximum => BitConverter.UInt32BitsToSingle(0x7F7F_0000);

    public static double Widen(BFloat16 element) => (float)element;

    public static BFloat16 Narrow(double value) => (BFloat16)value;
}

/// <summary><c>float8_e4m3fn</c></summary>
internal readonly struct Float8E4M3FNCodec : IElementCodec<Float8E4M3FN, double>
{
    public static double Minimum => -448;

    public static double Maximum => 448;

    public static double Widen(Float8E4M3FN element) => (float)element;

    public static Float8E4M3FN Narrow(double value) => (Float8E4M3FN)value;
}

/// <summary><c>float8_e5m2</c></summary>
internal readonly struct Float8E5M2Codec : IElementCodec<Float8E5M2, double>
{
    public static double Minimum => -57344;

    public static double Maximum => 57344;

    public static double Widen(Float8E5M2 element) => (float)element;

    public static Float8E5M2 Narrow(double value) => (Float8E5M2)value;
}

/// <summary><c>c8</c></summary>
internal readonly struct ComplexSingleCodec : IElementCodec<ComplexSingle, Complex>
{
    public static Complex Minimum => new(float.MinValue, float.MinValue);

    public static Complex Maximum => new(float.MaxValue, float.MaxValue);

    public static Complex Widen(ComplexSingle element) => new(element.Real, element.Imaginary);

    public static ComplexSingle Narrow(Complex value) => new((float)value.Real, (float)value.Imaginary);
}

/// <summary><c>c16</c></summary>
internal readonly struct ComplexCodec : IElementCodec<Complex, Complex>
{
    public static Complex Minimum => new(double.MinValue, double.MinValue);

    public static Complex Maximum => new(double.MaxValue, double.MaxValue);

    public static Complex Widen(Complex element) => element;

    public static Complex Narrow(Complex value) => value;
}
