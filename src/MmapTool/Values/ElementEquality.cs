using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// Whether an element is the one that an edit says must be there. It must have the same bytes, except that any NaN is as good as another, and a coded float
/// as another spelling of it. (0 and -0 differ; so do NaNs inside a record.)
/// </summary>
internal static class ElementEquality
{
    /// <summary>The first of packed elements that differs, -1 where none does.</summary>
    public static int FirstDifference(ElementType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int item = type.ItemSize;
        for (int done = 0; ;)
        {
            int same = left[done..].CommonPrefixLength(right[done..]);
            if (done + same == left.Length)
            {
                return -1;
            }

            int element = (done + same) / item;
            if (!AreAlike(type, left.Slice(element * item, item), right.Slice(element * item, item)))
            {
                return element;
            }

            done = (element + 1) * item;
        }
    }

    private static bool AreAlike(ElementType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        // An IBM float may be written with leading zero digits.
        if (CodedFloat.Of(type) is { } format)
        {
            return format.Read(type, left).IsSameAs(format.Read(type, right));
        }

        if (!type.IsNumeric || NumberRange.IsInteger(type))
        {
            return false;
        }

        Complex first = Value(type, left);
        Complex second = Value(type, right);
        return Same(first.Real, second.Real) && Same(first.Imaginary, second.Imaginary);

        static bool Same(double left, double right) =>
            (double.IsNaN(left) && double.IsNaN(right)) || BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right);
    }

    private static Complex Value(ElementType type, ReadOnlySpan<byte> element)
    {
        byte[] wide = new byte[16];
        ElementConversion.Convert(type, element.ToArray(), ElementType.Complex.WithByteOrder(ElementType.Native), wide, CastValues.Wrap);
        return MemoryMarshal.Read<Complex>(wide);
    }
}
