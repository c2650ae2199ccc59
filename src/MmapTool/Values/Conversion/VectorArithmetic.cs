using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Blocks of augmented assignments by vectors, where the extremes of both sides, or the results, show that every element fits. The rules are
/// <see cref="ElementArithmetic"/>'s, which does the other blocks.
/// </summary>
internal static class VectorArithmetic
{
    /// <summary>Elements of the largest block.</summary>
    public const int Block = 1024;

    /// <summary>Computes <c>left op= right</c>, or changes nothing.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of both sides.</param>
    /// <param name="left">At most <see cref="Block"/> elements in this machine's byte order.</param>
    /// <param name="right">As many.</param>
    /// <param name="mode">How a result that does not fit is treated.</param>
    /// <returns>Whether it was done.</returns>
    public static bool TryApply(EditOperator operation, ElementType type, Span<byte> left, ReadOnlySpan<byte> right, CastValues mode) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.SignedInteger or ElementKind.UnsignedInteger, _) when operation is EditOperator.And or EditOperator.Or or EditOperator.Xor => Bitwise(operation, left, right),
        (ElementKind.SignedInteger, 1) => Whole<sbyte>(operation, left, right, mode),
        (ElementKind.SignedInteger, 2) => Whole<short>(operation, left, right, mode),
        (ElementKind.SignedInteger, 4) => Whole<int>(operation, left, right, mode),
        (ElementKind.SignedInteger, 8) => Whole<long>(operation, left, right, mode),
        (ElementKind.UnsignedInteger, 1) => Whole<byte>(operation, left, right, mode),
        (ElementKind.UnsignedInteger, 2) => Whole<ushort>(operation, left, right, mode),
        (ElementKind.UnsignedInteger, 4) => Whole<uint>(operation, left, right, mode),
        (ElementKind.UnsignedInteger, 8) => Whole<ulong>(operation, left, right, mode),
        (ElementKind.Float, 4) => Float<float>(operation, left, right),
        (ElementKind.Float, 8) => Float<double>(operation, left, right),
        (ElementKind.Float or ElementKind.BrainFloat or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2, _) => Small(operation, type, left, right),
        (ElementKind.Complex, 8) when operation is EditOperator.Add or EditOperator.Subtract => Float<float>(operation, left, right),
        (ElementKind.Complex, 16) when operation is EditOperator.Add or EditOperator.Subtract => Float<double>(operation, left, right),
        _ => false,
    };

    private static bool Bitwise(EditOperator operation, Span<byte> left, ReadOnlySpan<byte> right)
    {
        ElementArithmetic.Bitwise(operation, left, right);
        return true;
    }

    private static bool Whole<T>(EditOperator operation, Span<byte> left, ReadOnlySpan<byte> right, CastValues mode)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Span<T> a = MemoryMarshal.Cast<byte, T>(left);
        ReadOnlySpan<T> b = MemoryMarshal.Cast<byte, T>(right);
        if (operation is not (EditOperator.Add or EditOperator.Subtract or EditOperator.Multiply) || (mode != CastValues.Wrap && !Fits(operation, a, b)))
        {
            return false;
        }

        switch (operation)
        {
            case EditOperator.Add:
                TensorPrimitives.Add(a, b, a);
                break;
            case EditOperator.Subtract:
                TensorPrimitives.Subtract(a, b, a);
                break;
            default:
                TensorPrimitives.Multiply(a, b, a);
                break;
        }

        return true;
    }

    // The extremes of sums, differences and products come from the extremes of both sides. They are below 2^127 in magnitude, except for u8 times u8.
    private static bool Fits<T>(EditOperator operation, ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        (Int128 least, Int128 greatest) = (Int128.CreateTruncating(TensorPrimitives.Min(left)), Int128.CreateTruncating(TensorPrimitives.Max(left)));
        (Int128 low, Int128 high) = (Int128.CreateTruncating(TensorPrimitives.Min(right)), Int128.CreateTruncating(TensorPrimitives.Max(right)));
        if (operation == EditOperator.Multiply)
        {
            return greatest <= long.MaxValue && high <= long.MaxValue && Holds(least * low) && Holds(least * high) && Holds(greatest * low) && Holds(greatest * high);
        }

        return operation == EditOperator.Add ? Holds(least + low) && Holds(greatest + high) : Holds(least - high) && Holds(greatest - low);

        static bool Holds(Int128 value) => value >= Int128.CreateTruncating(T.MinValue) && value <= Int128.CreateTruncating(T.MaxValue);
    }

    // An infinity may be an overflow, or right. Such elements are checked one by one.
    private static bool Float<T>(EditOperator operation, Span<byte> left, ReadOnlySpan<byte> right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> scratch = stackalloc T[2 * Block];
        Span<T> results = scratch[..(left.Length / (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double)))];
        if (!Compute(operation, MemoryMarshal.Cast<byte, T>(left), MemoryMarshal.Cast<byte, T>(right), results) || FloatBlocks.ReachesAny<T>(results, T.PositiveInfinity))
        {
            return false;
        }

        MemoryMarshal.AsBytes(results).CopyTo(left);
        return true;
    }

    // f4 has more than twice the digits of each of them, and two more: its results, rounded again, are those rounded once.
    private static bool Small(EditOperator operation, ElementType type, Span<byte> left, ReadOnlySpan<byte> right)
    {
        Span<float> scratch = stackalloc float[2 * Block];
        int count = left.Length / type.ItemSize;
        Span<float> results = scratch[..count];
        Span<float> operands = scratch.Slice(Block, count);
        VectorLaneTransfer.Load(type, left, MemoryMarshal.AsBytes(results));
        VectorLaneTransfer.Load(type, right, MemoryMarshal.AsBytes(operands));
        if (!Compute<float>(operation, results, operands, results) || FloatBlocks.ReachesAny<float>(results, (float)ConversionRule.OverflowBound(type)))
        {
            return false;
        }

        VectorLaneTransfer.Store(type, MemoryMarshal.AsBytes(results), left);
        return true;
    }

    private static bool Compute<T>(EditOperator operation, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (operation)
        {
            case EditOperator.Add:
                TensorPrimitives.Add(left, right, results);
                return true;
            case EditOperator.Subtract:
                TensorPrimitives.Subtract(left, right, results);
                return true;
            case EditOperator.Multiply:
                TensorPrimitives.Multiply(left, right, results);
                return true;
            case EditOperator.Divide:
                TensorPrimitives.Divide(left, right, results);
                return true;
            default:
                return false;
        }
    }
}
