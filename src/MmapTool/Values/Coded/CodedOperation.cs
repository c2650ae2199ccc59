using System.Numerics;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Assignments, plain and augmented, where one of the two sides is in a code of its own. Each result is worked out exactly and then brought into the type of
/// the left side, by the rules of <see cref="ExactOperation"/> and <see cref="ElementConversion"/>.
/// </summary>
internal static class CodedOperation
{
    /// <summary>Computes <c>left = right</c> or <c>left op= right</c>.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of the left side.</param>
    /// <param name="left">Packed elements in the type's own order; they become the results. Of bits of integers the other bits stay.</param>
    /// <param name="operand">The operand that gives the right sides.</param>
    /// <param name="right">As many packed elements of the operand.</param>
    /// <param name="mode">How results that do not fit are treated.</param>
    /// <exception cref="ElementException">A result does not fit: the first such one.</exception>
    public static void Apply(EditOperator operation, ElementType type, Span<byte> left, Operand operand, ReadOnlySpan<byte> right, CastValues mode)
    {
        ElementType other = operand.Layout.ElementType;
        if (type.Kind == ElementKind.PackedGroup)
        {
            PackedOperation.Apply(operation, type, left, operand, right, mode);
            return;
        }

        int size = type.ItemSize;
        int otherSize = other.ItemSize;
        bool areWhole = operand.Constants is null && NumberRange.IsInteger(type) && NumberRange.IsInteger(other);
        for (int index = 0; index < left.Length / size; index++)
        {
            Span<byte> element = left.Slice(index * size, size);
            ReadOnlySpan<byte> source = right.Slice(index * otherSize, otherSize);
            if (areWhole)
            {
                Whole(operation, type, element, CodedNumber.ReadInteger(other, source), mode, index);
                continue;
            }

            ExactValue value = operand.Constants is { } table ? table.Value(BitConverter.ToUInt32(source)) : CodedNumber.Read(other, source);
            if (operation == EditOperator.Set)
            {
                CodedNumber.Write(type, value, mode, index, null, element);
            }
            else
            {
                Compute(operation, type, element, value, mode, index);
            }
        }
    }

    /// <summary>Elements of one type as those of another.</summary>
    /// <param name="from">The type of the source.</param>
    /// <param name="source">Packed elements in the type's own order.</param>
    /// <param name="to">The type to be.</param>
    /// <param name="destination">As many packed elements of that type, in its own order.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <exception cref="ElementException">A value does not fit: the first such one.</exception>
    public static void Convert(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> destination, CastValues mode)
    {
        Operand operand = new(null, Layout.Contiguous(from, [source.Length / from.ItemSize]));
        Apply(EditOperator.Set, to, destination[..(source.Length / from.ItemSize * to.ItemSize)], operand, source, mode);
    }

    // Integers on both sides.
    private static void Whole(EditOperator operation, ElementType type, Span<byte> element, Int128 right, CastValues mode, int position)
    {
        NumberRange range = new(type);
        if (operation == EditOperator.Set)
        {
            NumberEncoding.EncodeInteger(type, right >= range.Minimum && right <= range.Maximum ? right : range.Fit(right, mode, position), element);
            return;
        }

        Int128 left = CodedNumber.ReadInteger(type, element);
        if (left >= 0 && right >= 0 && IntegerArithmetic.TryCompute(operation, (ulong)left, (ulong)right, out ulong result) && result <= range.Maximum)
        {
            NumberEncoding.EncodeInteger(type, result, element);
            return;
        }

        Compute(operation, type, element, ExactValue.Of(ExactReal.Of((BigInteger)right)), mode, position);
    }

    private static ExactValue Real(EditOperator operation, ExactValue left, ExactValue right)
    {
        ExactReal result = ExactArithmetic.Compute(operation, left.Real, right.Real);
        return ExactValue.Of(right.IsInteger ? result.AsInteger() : result) with { Imaginary = right.Imaginary };
    }

    private static ExactValue Complex(EditOperator operation, ElementType type, ExactValue left, ExactValue right, int position)
    {
        bool isByZero = operation == EditOperator.Divide && right.Real.IsZero && right.Imaginary.IsZero;
        if (isByZero && type.Kind == ElementKind.ComplexInteger)
        {
            throw new ElementException(position, $"{left} {ElementArithmetic.Symbol(operation)} {right}: division by zero");
        }

        if (isByZero || !left.IsFinite || !right.IsFinite)
        {
            return ExactValue.Of(ElementArithmetic.Compute(operation, left.ToComplex(), right.ToComplex()));
        }

        (ExactReal real, ExactReal imaginary) = ExactArithmetic.Compute(operation, (left.Real, left.Imaginary), (right.Real, right.Imaginary));
        return right.IsInteger ? new(real.AsInteger(), imaginary.AsInteger()) : new(real, imaginary);
    }

    /// <summary>Computes one element.</summary>
    internal static void Compute(EditOperator operation, ElementType type, Span<byte> element, ExactValue right, CastValues mode, int position)
    {
        ExactValue left = CodedNumber.Read(type, element);
        string Sum() => $"{left} {ElementArithmetic.Symbol(operation)} {right}";
        if (operation is EditOperator.And or EditOperator.Or or EditOperator.Xor or EditOperator.ShiftLeft or EditOperator.ShiftRight)
        {
            Int128 bits = right.IsReal && right.Real.IsWhole
                ? IntegerArithmetic.Resolve(operation, left.Real.Truncate(out _), right.Real.Truncate(out _), type, mode, position)
                : throw new ElementException(position, $"{right} is no whole number, and {ElementArithmetic.Symbol(operation)}= works on those only");
            NumberEncoding.EncodeInteger(type, bits, element);
            return;
        }

        if (NumberRange.IsInteger(type))
        {
            if (!right.IsReal)
            {
                throw new ElementException(position, $"{right} has an imaginary part, and {type} holds none");
            }

            if (right.Real.IsZero && operation is EditOperator.Divide or EditOperator.Remainder)
            {
                throw new ElementException(position, $"{Sum()}: division by zero");
            }
        }

        CodedNumber.Write(type, type.PartType is null ? Real(operation, left, right) : Complex(operation, type, left, right, position), mode, position, Sum, element);
    }
}
