using System.Buffers.Binary;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <summary>Operations by one number for all that no element can fail: a large view need not be tried out before it is written.</summary>
internal static class SafeArithmetic
{
    /// <summary>Whether the result fits the type whatever the element is.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="type">The type of the view.</param>
    /// <param name="right">The right side of every element: of the view's type, or constants.</param>
    /// <param name="mode">How results that do not fit are treated.</param>
    public static bool IsSafe(EditOperator operation, ElementType type, Operand right, CastValues mode)
    {
        bool isStrict = CastModes.IsStrict(mode);
        switch (type.Kind)
        {
            case ElementKind.SignedInteger or ElementKind.UnsignedInteger:
                return !isStrict && right.Constants is null && operation is (EditOperator.Add or EditOperator.Subtract or EditOperator.Multiply);
            case ElementKind.Float or ElementKind.BrainFloat when !isStrict && right.Constants is null:
                return true;
            case ElementKind.Float or ElementKind.BrainFloat when right is { Reader: EncodedBytes reader, Layout: var layout } && layout.Strides.All(static stride => stride == 0):
                // No further from zero than the element was, and rounding does not change that. An integer quotient of a float is a float.
                double number = right.Constants is { } table ? table.Value(0).Real.Magnitude : Math.Abs(Number(reader, layout));
                return double.IsFinite(number) && operation switch
                {
                    EditOperator.Multiply => number <= 1,
                    EditOperator.Divide => number >= 1,
                    _ => false,
                };
            default:
                return false;
        }
    }

    private static double Number(EncodedBytes reader, Layout layout)
    {
        Span<byte> element = stackalloc byte[sizeof(double)];
        Span<byte> number = stackalloc byte[sizeof(double)];
        element = element[..layout.ItemSize];
        reader.ReadAt(layout.Offset, element);
        ElementConversion.Convert(layout.ElementType, element, ElementType.Double, number, CastValues.Exact);
        return BinaryPrimitives.ReadDoubleLittleEndian(number);
    }
}
