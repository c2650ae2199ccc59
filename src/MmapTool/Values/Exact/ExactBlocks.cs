using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Augmented assignment whose right sides are no elements of the view's type: each result is computed exactly and then brought into the type. The usual
/// sizes go by <see cref="ScaledInteger"/> and <see cref="ScaledFloat"/>, the rest by integers of any size, with the same results.
/// </summary>
/// <param name="operation">The operation, defined for the type.</param>
/// <param name="type">The type of the view.</param>
/// <param name="left">Packed elements in this machine's byte order; they become the results.</param>
/// <param name="right">As many right sides.</param>
/// <param name="mode">How results that do not fit are treated.</param>
/// <param name="first">The number of the first element, for errors.</param>
internal readonly ref struct ExactBlocks(EditOperator operation, ElementType type, Span<byte> left, RightSide right, CastValues mode, int first) : INumericVisitor<bool>
{
    private readonly Span<byte> left = left;
    private readonly RightSide right = right;

    /// <inheritdoc/>
    public bool Visit<T, TWide, TCodec>()
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        Span<T> elements = MemoryMarshal.Cast<byte, T>(left);
        if (typeof(TWide) == typeof(double))
        {
            Floats<T, TWide, TCodec>(elements);
        }
        else if (typeof(TWide) == typeof(Complex))
        {
            for (int index = 0; index < elements.Length; index++)
            {
                elements[index] = Complex<T, TWide, TCodec>((Complex)(object)TCodec.Widen(elements[index]), index);
            }
        }
        else
        {
            ComputeIntegers<T, TWide, TCodec>(elements);
        }

        return true;
    }

    private void ComputeIntegers<T, TWide, TCodec>(Span<T> elements)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        NumberRange range = new(type);
        for (int index = 0; index < elements.Length; index++)
        {
            TWide wide = TCodec.Widen(elements[index]);
            Int128 value = typeof(TWide) == typeof(long) ? (long)(object)wide : (ulong)(object)wide;
            bool isDone = ScaledInteger.TryCompute(operation, value, right.Scale(index), mode, out Int128 whole);
            if (isDone && (whole < range.Minimum || whole > range.Maximum))
            {
                isDone = !CastModes.IsStrict(mode);
                whole = CastModes.Wraps(mode) ? range.Wrap((UInt128)whole) : whole < range.Minimum ? range.Minimum : range.Maximum;
            }

            elements[index] = IntegerArithmetic.Narrow<T, TWide, TCodec>(isDone ? whole : Integer(range, value, index));
        }
    }

    private Int128 Integer(NumberRange range, Int128 value, int index)
    {
        ExactValue other = right.Value(index);
        string symbol = ElementArithmetic.Symbol(operation);
        int position = first + index;
        if (!other.IsReal)
        {
            throw new ElementException(position, $"{other} has an imaginary part, and {type} holds none");
        }

        string Sum() => string.Create(CultureInfo.InvariantCulture, $"{value} {symbol} {other}");

        if (operation is EditOperator.Add or EditOperator.Subtract or EditOperator.Multiply or EditOperator.Divide or EditOperator.Remainder)
        {
            return other.Real.IsZero && operation is EditOperator.Divide or EditOperator.Remainder
                ? throw new ElementException(position, $"{Sum()}: division by zero")
                : ExactCast.ToInteger(range, type, ExactArithmetic.Compute(operation, ExactReal.Of((BigInteger)value), other.Real), mode, position, Sum);
        }

        return other.Real.IsWhole
            ? IntegerArithmetic.Resolve(operation, (BigInteger)value, other.Real.Truncate(out _), type, mode, position)
            : throw new ElementException(position, $"{other} is no whole number, and {symbol}= works on those only");
    }

    private void Floats<T, TWide, TCodec>(Span<T> elements)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        FloatFormat format = FloatFormat.Of(type);
        bool isDouble = typeof(T) == typeof(double);
        double exactBelow = mode == CastValues.Exact ? Math.ScaleB(1, format.Precision) : double.PositiveInfinity;
        for (int index = 0; index < elements.Length; index++)
        {
            double value = (double)(object)TCodec.Widen(elements[index]);
            if (ScaledFloat.TryCompute(operation, value, right.Scale(index), isDouble, out double result)
                && (Math.Abs(result) < exactBelow || !right.IsInteger(index)))
            {
                T narrow = TCodec.Narrow((TWide)(object)result);
                if (Math.Abs((double)(object)TCodec.Widen(narrow)) <= format.Largest)
                {
                    elements[index] = narrow;
                    continue;
                }
            }

            elements[index] = TCodec.Narrow((TWide)(object)Float(format, value, index));
        }
    }

    private double Float(FloatFormat format, double value, int index)
    {
        ExactValue other = right.Value(index);
        if (!other.IsReal)
        {
            throw new ElementException(first + index, $"{other} has an imaginary part, and {type} holds none");
        }

        EditOperator done = operation;
        ExactReal result = ExactArithmetic.Compute(operation, ExactReal.Of(value), other.Real);

        // Division by zero is an infinity, in a type without one too.
        return !result.IsFinite && other.Real.IsZero
            ? result.Special
            : ExactCast.ToFloat(format, type, result, other.IsInteger, mode, first + index, () => Sum(value.ToString("R", CultureInfo.InvariantCulture), done, other));
    }

    private T Complex<T, TWide, TCodec>(Complex value, int index)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        ExactValue other = right.Value(index);
        FloatFormat format = FloatFormat.Of(type);
        bool isByZero = operation == EditOperator.Divide && other.Real.IsZero && other.Imaginary.IsZero;
        if (!System.Numerics.Complex.IsFinite(value) || !other.IsFinite || isByZero)
        {
            Complex special = ElementArithmetic.Compute(operation, value, other.ToComplex());
            return isByZero ? TCodec.Narrow((TWide)(object)special) : FloatRange.NarrowComplex<T, TWide, TCodec>(special, mode, first + index, type);
        }

        (ExactReal real, ExactReal imaginary) = ExactArithmetic.Compute(operation, (ExactReal.Of(value.Real), ExactReal.Of(value.Imaginary)), (other.Real, other.Imaginary));
        EditOperator done = operation;
        string Text() => Sum(string.Create(CultureInfo.InvariantCulture, $"[{value.Real:R}, {value.Imaginary:R}]"), done, other);
        Complex result = new(
            ExactCast.ToFloat(format, type, real, other.IsInteger, mode, first + index, Text),
            ExactCast.ToFloat(format, type, imaginary, other.IsInteger, mode, first + index, Text));
        return TCodec.Narrow((TWide)(object)result);
    }

    private static string Sum(string value, EditOperator operation, ExactValue other) => $"{value} {ElementArithmetic.Symbol(operation)} {other}";
}
