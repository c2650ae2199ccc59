using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Text;

namespace MmapTool.Values;

/// <summary>One element of any type of numbers, coded or not, as an exact number and back.</summary>
internal static class CodedNumber
{
    // No number is larger.
    private const int LargestNumber = 16;

    /// <summary>An element of an integer type, or bits of one.</summary>
    public static Int128 ReadInteger(ElementType type, ReadOnlySpan<byte> element)
    {
        if (type.Bits is { } bits)
        {
            return bits.Read(element);
        }

        Integer visitor = new(Native(type, element, stackalloc byte[LargestNumber]));
        return type.Dispatch<Integer, Int128>(ref visitor);
    }

    /// <summary>An element of any type of numbers.</summary>
    public static ExactValue Read(ElementType type, ReadOnlySpan<byte> element)
    {
        if (NumberRange.IsInteger(type))
        {
            return ExactValue.Of(ExactReal.Of((BigInteger)ReadInteger(type, element)));
        }

        if (type.Kind == ElementKind.ComplexInteger)
        {
            (int real, int imaginary) = ComplexIntegers.Read(type, element);
            return new(ExactReal.Of((BigInteger)real), ExactReal.Of((BigInteger)imaginary));
        }

        if (CodedFloat.Of(type) is { } format)
        {
            return ExactValue.Of(Exactly(format.Read(type, element)));
        }

        Real visitor = new(Native(type, element, stackalloc byte[LargestNumber]));
        return type.Dispatch<Real, ExactValue>(ref visitor);
    }

    /// <summary>Brings a number into a type.</summary>
    /// <param name="type">Any type of numbers.</param>
    /// <param name="value">The number.</param>
    /// <param name="mode">How a number that does not fit is treated.</param>
    /// <param name="position">The element, for errors.</param>
    /// <param name="sum">How the number came about, for errors; null for a number that was not computed.</param>
    /// <param name="element">The element. Of bits of an integer, the other bits stay.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public static void Write(ElementType type, ExactValue value, CastValues mode, int position, Func<string>? sum, Span<byte> element)
    {
        if (type.PartType is { } part)
        {
            WriteReal(part, value.Real, value.IsInteger, mode, position, sum, element[..part.ItemSize]);
            WriteReal(part, value.Imaginary, value.IsInteger, mode, position, sum, element[part.ItemSize..]);
            return;
        }

        if (!value.IsReal)
        {
            throw new ElementException(position, $"{value} has an imaginary part, and {type} holds none");
        }

        WriteReal(type, value.Real, value.IsInteger, mode, position, sum, element);
    }

    private static void WriteReal(ElementType type, ExactReal value, bool isInteger, CastValues mode, int position, Func<string>? sum, Span<byte> element)
    {
        if (NumberRange.IsInteger(type))
        {
            NumberEncoding.EncodeInteger(type, ExactCast.ToInteger(new NumberRange(type), type, value, mode, position, sum), element);
            return;
        }

        if (CodedFloat.Of(type) is { } format)
        {
            WriteFloat(format, type, value, isInteger, mode, position, sum, element);
            return;
        }

        NumberEncoding.EncodeDouble(type, ExactCast.ToFloat(FloatFormat.Of(type), type, value, isInteger, mode, position, sum), CastValues.Wrap, element);
    }

    private static ExactReal Exactly(CodedFloatValue value)
    {
        if (value.IsReserved)
        {
            return ExactReal.Of(value.ToDouble());
        }

        (BigInteger numerator, BigInteger denominator) = value.Ratio;
        return ExactReal.Of(value.IsNegative ? -numerator : numerator, denominator, value.IsNegative);
    }

    // The type has neither a NaN nor an infinity.
    private static void WriteFloat(CodedFloat format, ElementType type, ExactReal value, bool isInteger, CastValues mode, int position, Func<string>? sum, Span<byte> element)
    {
        string Text() => sum is null ? value.ToString() : $"{sum()} = {value}";
        if (double.IsNaN(value.Special))
        {
            throw new ElementException(position, $"{Text()} is no number, and {type} has no NaN");
        }

        (BigInteger numerator, BigInteger denominator) = value.Ratio;
        bool isNegative = value.IsNegative;
        if (!value.IsFinite || !format.TryWrite(type, isNegative, BigInteger.Abs(numerator), denominator, element))
        {
            if (!CastModes.Saturates(mode))
            {
                throw new ElementException(position, $"{Text()} does not fit {type} (largest {Spelled(format.Largest)})", CastAdvice.Infinity(mode));
            }

            (numerator, denominator) = format.Largest.Ratio;
            format.TryWrite(type, isNegative, numerator, denominator, element);
            return;
        }

        if (mode == CastValues.Exact && isInteger && value.IsWhole && format.Read(type, element) is var held && !ExactArithmetic.AreEqual(Exactly(held), value))
        {
            throw new ElementException(position, $"{Text()} can't be held exactly by {type}; the nearest is {Spelled(held)}", CastAdvice.Nearest);
        }

        string Spelled(CodedFloatValue number) => CodedFloatText<JsonStyle>.Spell(format, number);
    }

    private static ReadOnlySpan<byte> Native(ElementType type, ReadOnlySpan<byte> element, Span<byte> native)
    {
        native = native[..type.ItemSize];
        element.CopyTo(native);
        NativeOrder.Swap(type, native);
        return native;
    }

    private readonly ref struct Integer(ReadOnlySpan<byte> native) : INumericVisitor<Int128>
    {
        private readonly ReadOnlySpan<byte> native = native;

        public Int128 Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            TWide wide = TCodec.Widen(MemoryMarshal.Read<T>(native));
            return typeof(TWide) == typeof(long) ? (long)(object)wide : (ulong)(object)wide;
        }
    }

    private readonly ref struct Real(ReadOnlySpan<byte> native) : INumericVisitor<ExactValue>
    {
        private readonly ReadOnlySpan<byte> native = native;

        public ExactValue Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            TWide wide = TCodec.Widen(MemoryMarshal.Read<T>(native));
            return typeof(TWide) == typeof(double) ? ExactValue.Of(ExactReal.Of((double)(object)wide)) : ExactValue.Of((Complex)(object)wide);
        }
    }
}
