using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Blocks of augmented assignments by one constant that is no number of the view's type, by vectors of doubles. They take floats narrower than f8, whose
/// results are looked at for those that are too close to tell, and integers where the results are doubles exactly. With the same results as
/// <see cref="ExactBlocks"/>, which does the rest.
/// </summary>
internal static class ConstantBlocks
{
    private const int Block = VectorArithmetic.Block;

    // A result is off by less than 4 units in its last place (the constant's rest, a rounding of it, one of the result).
    private const ulong Margin = 8;

    // Rounded to f4 first, a result of a smaller type moves by less than that many units.
    private const ulong SingleMargin = 1UL << 31;

    /// <summary>Computes what can be told by vectors.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="type">The type of the elements, in this machine's byte order.</param>
    /// <param name="left">At most <see cref="Block"/> elements.</param>
    /// <param name="scale">The constant.</param>
    /// <param name="isInteger">Whether it is an integer, so that whole results must not be rounded under <see cref="CastValues.Exact"/>.</param>
    /// <param name="mode">How results that do not fit are treated.</param>
    /// <param name="results">Room for as many elements.</param>
    /// <param name="isOpen">Set for each element whose result is not told; its result is then anything.</param>
    /// <returns>Whether any is told.</returns>
    public static bool TryApply(EditOperator operation, ElementType type, ReadOnlySpan<byte> left, Scale scale, bool isInteger, CastValues mode, Span<byte> results, Span<bool> isOpen)
    {
        if (!scale.HasDoubles || scale.High == 0 || operation is not (EditOperator.Add or EditOperator.Subtract or EditOperator.Multiply or EditOperator.Divide))
        {
            return false;
        }

        Span<double> computed = stackalloc double[Block];
        computed = computed[..isOpen.Length];
        return NumberRange.IsInteger(type)
            ? TryIntegers(operation, type, left, scale, mode, computed, results, isOpen)
            : VectorLaneTypes.Of(type) == VectorLaneType.Single && TryFloats(operation, type, left, scale, isInteger && mode == CastValues.Exact, computed, results, isOpen);
    }

    private static bool TryFloats(EditOperator operation, ElementType type, ReadOnlySpan<byte> left, Scale scale, bool keepsIntegers, Span<double> computed, Span<byte> results, Span<bool> isOpen)
    {
        Span<float> singles = stackalloc float[Block];
        singles = singles[..computed.Length];
        ReadOnlySpan<byte> loaded = VectorLaneTransfer.Load(type, left, MemoryMarshal.AsBytes(singles));
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, float>(loaded), computed);
        Compute(operation, scale.High, computed);

        // Where the rest of the constant is not small beside a sum, or the result is not a normal number, the units do not say how it is rounded.
        FloatFormat format = FloatFormat.Of(type);
        bool isSum = operation is EditOperator.Add or EditOperator.Subtract;
        double least = isSum ? Math.Max(Math.Abs(scale.High) / 4, Math.ScaleB(1, format.LeastExponent)) : Math.ScaleB(1, format.LeastExponent);
        double beyond = keepsIntegers ? Math.Min(format.Largest, Math.ScaleB(1, format.Precision)) : format.Largest;
        if (least >= beyond)
        {
            return false;
        }

        int dropped = 53 - format.Precision;
        bool isOwn = type.ItemSize == sizeof(float);
        Mark(MemoryMarshal.Cast<double, ulong>(computed), dropped, isOwn ? Margin : SingleMargin, least, beyond, !isSum, isOpen);
        if (isOwn)
        {
            TensorPrimitives.ConvertTruncating<double, float>(computed, MemoryMarshal.Cast<byte, float>(results));
        }
        else
        {
            TensorPrimitives.ConvertTruncating<double, float>(computed, singles);
            VectorLaneTransfer.Store(type, MemoryMarshal.AsBytes(singles), results);
        }

        return true;
    }

    // The double conversion's own rules make elements of the results, where these are exact.
    private static bool TryIntegers(EditOperator operation, ElementType type, ReadOnlySpan<byte> left, Scale scale, CastValues mode, Span<double> computed, Span<byte> results, Span<bool> isOpen)
    {
        const long MostOfProduct = 1L << 21;
        const long MostOfSum = 1L << 52;
        bool isExact = type.ItemSize <= sizeof(int) && BitOperations.IsPow2(scale.Denominator) && operation switch
        {
            EditOperator.Multiply => Math.Abs(scale.Numerator) < MostOfProduct,
            EditOperator.Add or EditOperator.Subtract => scale.Denominator <= MostOfProduct && Math.Abs(scale.High) < (double)MostOfSum / scale.Denominator && (1L << 32) < MostOfSum / scale.Denominator,
            _ => false,
        };
        if (!isExact)
        {
            return false;
        }

        ElementConversion.ConvertNative(type, left, ElementType.Double.WithByteOrder(ElementType.Native), MemoryMarshal.AsBytes(computed), CastValues.Exact);
        Compute(operation, scale.High, computed);
        try
        {
            ElementConversion.ConvertNative(ElementType.Double.WithByteOrder(ElementType.Native), MemoryMarshal.AsBytes(computed), type, results, mode);
            isOpen.Clear();
            return true;
        }
        catch (ElementException)
        {
            // The rules for single elements find the element and the reason.
            return false;
        }
    }

    private static void Compute(EditOperator operation, double right, Span<double> numbers)
    {
        switch (operation)
        {
            case EditOperator.Add:
                TensorPrimitives.Add(numbers, right, numbers);
                break;
            case EditOperator.Subtract:
                TensorPrimitives.Subtract(numbers, right, numbers);
                break;
            case EditOperator.Multiply:
                TensorPrimitives.Multiply(numbers, right, numbers);
                break;
            default:
                TensorPrimitives.Divide(numbers, right, numbers);
                break;
        }
    }

    // Not decided by vectors: results close to the middle of two numbers of the narrower type, and results outside of the bounds. A zero result is decided.
    private static void Mark(ReadOnlySpan<ulong> bits, int dropped, ulong margin, double least, double beyond, bool takesZero, Span<bool> isOpen)
    {
        ulong mask = (1UL << dropped) - 1;
        ulong low = (1UL << (dropped - 1)) - margin;
        ulong from = BitConverter.DoubleToUInt64Bits(least);
        ulong range = BitConverter.DoubleToUInt64Bits(beyond) - from;
        int index = 0;
        isOpen.Clear();
        Vector<ulong> masks = new(mask);
        Vector<ulong> magnitudes = new(long.MaxValue);
        for (; index <= bits.Length - Vector<ulong>.Count; index += Vector<ulong>.Count)
        {
            Vector<ulong> some = new(bits[index..]);
            Vector<ulong> magnitude = some & magnitudes;
            Vector<ulong> open = Vector.LessThanOrEqual((some & masks) - new Vector<ulong>(low), new Vector<ulong>(2 * margin))
                | Vector.GreaterThanOrEqual(magnitude - new Vector<ulong>(from), new Vector<ulong>(range));
            if (open != Vector<ulong>.Zero)
            {
                One(bits.Slice(index, Vector<ulong>.Count), isOpen.Slice(index, Vector<ulong>.Count));
            }
        }

        One(bits[index..], isOpen[index..]);

        void One(ReadOnlySpan<ulong> bits, Span<bool> isOpen)
        {
            for (int each = 0; each < bits.Length; each++)
            {
                ulong magnitude = bits[each] & long.MaxValue;
                isOpen[each] = !(takesZero && magnitude == 0) && ((bits[each] & mask) - low <= 2 * margin || magnitude - from >= range);
            }
        }
    }
}
