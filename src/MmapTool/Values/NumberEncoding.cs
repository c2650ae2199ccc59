using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>Numbers to the bytes of one element.</summary>
internal static class NumberEncoding
{
    /// <summary>
    /// Encodes the text of a JSON number, exactly for integers, rounded once to the nearest for floats. An integer (written without a point or an exponent)
    /// that a float type would round is an error under <see cref="CastValues.Exact"/>.
    /// </summary>
    /// <exception cref="ElementException">It does not fit the type.</exception>
    public static void EncodeText(ElementType type, string text, CastValues mode, Span<byte> element)
    {
        if (!NumberRange.IsInteger(type))
        {
            EncodeFloatText(type, text, mode, element);
            return;
        }

        NumberRange range = new(type);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long plain) && plain >= range.Minimum && plain <= range.Maximum)
        {
            EncodeInteger(type, plain, element);
            return;
        }

        DecimalText number = new(text);
        if (number.HasFraction && mode == CastValues.Exact)
        {
            throw new ElementException(0, $"{Shorten(text)} is no whole number, and {type} holds only those", CastAdvice.Fraction(range, number.Whole, number.Rounded));
        }

        bool rounds = CastModes.Rounds(mode);
        BigInteger whole = rounds ? number.Rounded : number.Whole;
        EncodeInteger(type, CastModes.Wraps(mode) && !range.Holds(whole) ? range.Wrap(rounds ? number.RoundedLowBits : number.LowBits) : range.Fit(whole, mode, 0, Shorten(text)), element);
    }

    /// <summary>Encodes an integer that fits. Of bits of an integer, the other bits of the element stay.</summary>
    public static void EncodeInteger(ElementType type, Int128 value, Span<byte> element)
    {
        if (type.Bits is { } bits)
        {
            bits.Write(element, (ulong)value);
            return;
        }

        Span<byte> little = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(little, unchecked((ulong)value));
        little[..type.ItemSize].CopyTo(element);
        if (type.ByteOrder == ByteOrder.Big)
        {
            element.Reverse();
        }
    }

    /// <summary>Encodes a real number in a float type, a NaN or an infinity as such.</summary>
    /// <exception cref="ElementException">It is finite and beyond the type's largest, or an infinity that the type has not.</exception>
    public static void EncodeDouble(ElementType type, double value, CastValues mode, Span<byte> element)
    {
        NarrowDouble narrow = new(value, mode, element, type);
        type.Dispatch<NarrowDouble, bool>(ref narrow);
        NativeOrder.Swap(type, element);
    }

    private static void EncodeFloatText(ElementType type, string text, CastValues mode, Span<byte> element)
    {
        // The platform's parsers round once, and give an infinity for a number that is too large.
        switch (type.Kind, type.ItemSize)
        {
            case (ElementKind.Float, 2) when Half.Parse(text, CultureInfo.InvariantCulture) is var half && Half.IsFinite(half):
                MemoryMarshal.Write(element, half);
                break;
            case (ElementKind.Float, 4) when float.Parse(text, CultureInfo.InvariantCulture) is var single && float.IsFinite(single):
                MemoryMarshal.Write(element, single);
                break;
            case (ElementKind.Float, 2 or 4):
                OverflowText(type, text, mode, element);
                return;
            default:
                double value = double.Parse(text, CultureInfo.InvariantCulture);
                if (!double.IsFinite(value))
                {
                    OverflowText(type, text, mode, element);
                    return;
                }

                EncodeDouble(type, type.ItemSize == sizeof(double) ? value : RoundedOnce(text, value), mode, element);
                EnsureHeld(type, text, mode, element);
                return;
        }

        NativeOrder.Swap(type, element);
        EnsureHeld(type, text, mode, element);
    }

    // For types smaller than f2's precision, through a double: to odd where digits are lost, so that the number is not rounded twice.
    private static double RoundedOnce(string text, double near)
    {
        // Beyond these numbers every such type overflows, or has 0.
        const double Least = 1e-60;
        const double Greatest = 1e60;
        if (Math.Abs(near) is < Least or > Greatest)
        {
            return near;
        }

        (BigInteger numerator, BigInteger denominator) = new DecimalText(text).Fraction;
        (BigInteger nearNumerator, BigInteger nearDenominator) = ExactReal.Of(near).Ratio;
        int comparison = BigInteger.Compare(numerator * nearDenominator, nearNumerator * denominator);
        return RoundToOdd.Adjust(near, comparison);
    }

    // The rule for integers that a float type would round: they are refused under exact, wherever they come from.
    private static void EnsureHeld(ElementType type, string text, CastValues mode, ReadOnlySpan<byte> element)
    {
        if (mode != CastValues.Exact || !IsInteger(text)
            || (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long few) && Int128.Abs(few) <= Int128.One << ConversionRule.Precision(type)))
        {
            return;
        }

        Span<byte> native = stackalloc byte[sizeof(double)];
        native = native[..type.ItemSize];
        element.CopyTo(native);
        Span<byte> wide = stackalloc byte[sizeof(double)];
        ElementConversion.Convert(type, native, ElementType.Double.WithByteOrder(ElementType.Native), wide, mode);
        double kept = MemoryMarshal.Read<double>(wide);
        if (new BigInteger(kept) != BigInteger.Parse(text, CultureInfo.InvariantCulture))
        {
            throw new ElementException(0, string.Create(CultureInfo.InvariantCulture, $"{Shorten(text)} can't be held exactly by {type}; the nearest is {kept:R}"), CastAdvice.Nearest);
        }
    }

    /// <summary>Whether a JSON number is written as an integer: without a point and without an exponent.</summary>
    public static bool IsInteger(string text) => text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    private static void OverflowText(ElementType type, string text, CastValues mode, Span<byte> element)
    {
        if (CastModes.IsStrict(mode))
        {
            throw new ElementException(0, $"{Shorten(text)} is beyond the largest finite {type}", CastAdvice.Range(mode));
        }

        // The number itself is finite, so saturate gives the largest number of the type.
        double beyond = CastModes.Saturates(mode) ? double.MaxValue : double.PositiveInfinity;
        EncodeDouble(type, text.StartsWith('-') ? -beyond : beyond, mode, element);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";

    private readonly ref struct NarrowDouble(double value, CastValues mode, Span<byte> element, ElementType type) : INumericVisitor<bool>
    {
        private readonly Span<byte> element = element;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            if (typeof(TWide) == typeof(double))
            {
                MemoryMarshal.Write(element, FloatRange.Narrow<T, TWide, TCodec>(value, mode, 0, type));
            }
            else
            {
                // A complex number is written as its real and imaginary parts, one by one.
                throw new ArgumentException($"{type} is no type of real numbers");
            }

            return true;
        }
    }
}
