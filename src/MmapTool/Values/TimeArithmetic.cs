using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Augmented assignment of times, as NumPy has it where the result is exact. Dates and lengths of time take plus and minus a length, and lengths take times
/// an integer. An integer as a length counts the view's own unit; a length from a view of <c>m8</c> has that view's unit. NaT on either side gives NaT.
/// </summary>
internal static class TimeArithmetic
{
    /// <summary>The type that the right side is brought into.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of the view.</param>
    public static ElementType RightType(EditOperator operation, ElementType type) =>
        operation is EditOperator.Set or EditOperator.Verify || type.Unit is not { } unit ? type
        : operation == EditOperator.Multiply ? ElementType.Int64.WithByteOrder(type.ByteOrder)
        : ElementType.TimeDelta(unit, type.ByteOrder);

    /// <summary>Whether the right side's elements can be brought into that type.</summary>
    public static bool TakesOver(ElementType from, ElementType to) =>
        TimeConversion.IsDefined(from, to) || (to.Kind == ElementKind.TimeDelta && from.Kind is ElementKind.SignedInteger or ElementKind.UnsignedInteger);

    /// <summary>Brings elements of a right side into a type: see <see cref="TakesOver"/>.</summary>
    /// <exception cref="ElementException">One does not fit.</exception>
    public static void Convert(ElementType from, Span<byte> source, ElementType to, Span<byte> destination, CastValues mode)
    {
        if (from.IsTime)
        {
            new TimeConversion(from, to, mode).Convert(source, destination);
        }
        else
        {
            ElementConversion.Convert(from, source, ElementType.Int64.WithByteOrder(to.ByteOrder), destination, mode);
        }
    }

    /// <summary>Whether the operation is defined.</summary>
    public static (bool IsDefined, string Others) Of(EditOperator operation, ElementType type) => type.Kind == ElementKind.DateTime
        ? (operation is EditOperator.Add or EditOperator.Subtract, $"+= -= by a number of {type.Unit}, and every operator on the counts, .view(i8)")
        : (operation is EditOperator.Add or EditOperator.Subtract or EditOperator.Multiply, "+= -= *= by an integer, and every operator on the counts, .view(i8)");

    /// <summary>Whether right sides are numbers that may have fractions, or lengths of another unit: then results are computed exactly, and brought into the type.</summary>
    public static bool NeedsFractions(EditOperator operation, ElementType type, Operand operand) =>
        operation != EditOperator.Set && type.IsTime
        && (operand.Constants is not null || !(NumberRange.IsInteger(operand.Layout.ElementType) || operand.Layout.ElementType.IsTime)
            || (operand.Layout.ElementType.Unit is { } unit && !unit.Equals(type.Unit)));

    /// <summary>Computes <c>left op= right</c> by exact fractions: see <see cref="NeedsFractions"/>.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of the left side.</param>
    /// <param name="left">Packed elements; becomes the result.</param>
    /// <param name="operand">The operand that gives the right sides.</param>
    /// <param name="right">As many packed elements of the operand; they are changed.</param>
    /// <param name="mode">How results that do not fit are treated.</param>
    /// <exception cref="ElementException">A result does not fit.</exception>
    public static void ApplyExactly(EditOperator operation, ElementType type, Span<byte> left, Operand operand, Span<byte> right, CastValues mode)
    {
        if (operand.Constants is null && operand.Layout.ElementType.IsTime)
        {
            new TimeSum(type, operand.Layout.ElementType, mode).Apply(operation == EditOperator.Subtract, left, right);
            return;
        }

        // NaT stays NaT, whatever the number is.
        NumberRange range = new(type);
        List<int> missing = [];
        for (int start = 0; start < left.Length; start += sizeof(long))
        {
            if (TimeValues.Read(type, left[start..]) == ProlepticCalendar.NaT)
            {
                missing.Add(start);
                TimeValues.Write(type, 0, left[start..]);
            }
        }

        ElementType counts = ElementType.Int64.WithByteOrder(type.ByteOrder);
        try
        {
            ExactOperation.Apply(operation, counts, left, operand, right, mode);
        }
        catch (ElementException error)
        {
            throw new ElementException(error.Position, error.Message.Replace($"{counts}", $"{type}", StringComparison.Ordinal), error.Mend);
        }

        for (int start = 0; start < left.Length; start += sizeof(long))
        {
            if (TimeValues.Read(type, left[start..]) == ProlepticCalendar.NaT)
            {
                Int128 fitted = CastModes.Saturates(mode) ? range.Minimum : throw range.OutOfRange($"{ProlepticCalendar.NaT}", mode, start / sizeof(long));
                TimeValues.Write(type, (long)fitted, left[start..]);
            }
        }

        foreach (int start in missing)
        {
            TimeValues.Write(type, ProlepticCalendar.NaT, left[start..]);
        }
    }

    /// <summary>Computes <c>left op= right</c>.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of the left side.</param>
    /// <param name="left">Packed elements; becomes the result.</param>
    /// <param name="right">As many elements of <see cref="RightType"/>, in the type's own order.</param>
    /// <param name="mode">How a result out of range is treated.</param>
    /// <exception cref="ElementException">A result does not fit.</exception>
    public static void Apply(EditOperator operation, ElementType type, Span<byte> left, ReadOnlySpan<byte> right, CastValues mode)
    {
        NumberRange range = new(type);
        ElementType rightType = RightType(operation, type);
        for (int start = 0; start < left.Length; start += sizeof(long))
        {
            Span<byte> element = left[start..];
            Int128 count = TimeValues.Read(type, element);
            Int128 other = TimeValues.Read(rightType, right[start..]);
            if (count == ProlepticCalendar.NaT || (other == ProlepticCalendar.NaT && rightType.IsTime))
            {
                TimeValues.Write(type, ProlepticCalendar.NaT, element);
                continue;
            }

            Int128 result = operation switch
            {
                EditOperator.Add => count + other,
                EditOperator.Subtract => count - other,
                _ => count * other,
            };
            Int128 fitted = Int128.Abs(result) <= long.MaxValue ? result : range.Fit(result, mode, start / sizeof(long));
            TimeValues.Write(type, fitted == ProlepticCalendar.NaT ? throw range.OutOfRange($"{result}", mode, start / sizeof(long)) : (long)fitted, element);
        }
    }
}
