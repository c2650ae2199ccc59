using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Patching.Exact;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Patching.Coded;

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

        Real visitor = new(Native(type, element, stackalloc byte[LargestNumber]));
        return type.Dispatch<Real, ExactValue>(ref visitor);
    }

    /// <summary>Brings a number into a type.</summary>
    /// <param name="type">Any type of numbers.</param>
    /// <param name="value">The number.</param>
    /// <param name="mode">What becomes of it where it does not fit.</param>
    /// <param name="position">The element, for errors.</param>
    /// <param name="sum">How the number came about, for errors; null for a number that was not computed.</param>
    /// <param name="element">The element. Of bits of an integer, the other bits stay.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public static void Write(ElementType type, ExactValue value, CastValues mode, int position, Func<string>? sum, Span<byte> element)
    {
        if (type.Kind == ElementKind.Complex)
        {
            ElementType part = type.ItemSize == 8 ? ElementType.Single : ElementType.Double;
            part = part.WithByteOrder(type.ByteOrder);
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

        NumberEncoding.EncodeDouble(type, ExactCast.ToFloat(FloatFormat.Of(type), type, value, isInteger, mode, position, sum), CastValues.Wrap, element);
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
