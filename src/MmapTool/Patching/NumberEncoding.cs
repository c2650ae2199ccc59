using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Patching;

/// <summary>Numbers to the bytes of one element.</summary>
internal static class NumberEncoding
{
    /// <summary>Encodes the text of a JSON number, exactly for integers, rounded once to the nearest for floats.</summary>
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
            throw new ElementException(0, $"{Shorten(text)} is no whole number, and {type} holds only those; give a whole number, or in an edit ask for --cast-values truncate");
        }

        BigInteger whole = number.Whole;
        bool fits = whole >= (BigInteger)range.Minimum && whole <= (BigInteger)range.Maximum;
        EncodeInteger(type, !fits && mode == CastValues.Wrap ? range.Wrap(number.LowBits) : range.Fit(whole, mode, 0, Shorten(text)), element);
    }

    /// <summary>Encodes an integer that fits.</summary>
    public static void EncodeInteger(ElementType type, Int128 value, Span<byte> element)
    {
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
        // The platform's parsers round once, and give an infinity for what is too large.
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
                if (double.IsFinite(value))
                {
                    EncodeDouble(type, value, mode, element);
                }
                else
                {
                    OverflowText(type, text, mode, element);
                }

                return;
        }

        NativeOrder.Swap(type, element);
    }

    private static void OverflowText(ElementType type, string text, CastValues mode, Span<byte> element)
    {
        if (mode == CastValues.Exact)
        {
            throw new ElementException(0, $"{Shorten(text)} is beyond the largest finite {type}");
        }

        // Finite in truth: what saturates stops at the largest.
        double beyond = mode == CastValues.Saturate ? double.MaxValue : double.PositiveInfinity;
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
