using System.Buffers;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <content>The new elements from the old ones and the right side.</content>
internal sealed partial class ComputedStep
{
    /// <summary>The bytes that an element of zeros becomes, by a right side that is one value for all; null where that is not so, or it can't be worked out.</summary>
    public byte[]? FromZeros()
    {
        if (!HasOneOperand)
        {
            return null;
        }

        byte[] element = new byte[Target.ItemSize];
        try
        {
            Transform(new EncodedBytes([]), 0, element);
            return element;
        }
        catch (ValueException)
        {
            return null;
        }
    }

    /// <summary>New elements, packed in the target's type.</summary>
    /// <param name="own">The file as the edits before left it.</param>
    /// <param name="first">The number of the first, in the step's order.</param>
    /// <param name="elements">Room for a whole number of them.</param>
    /// <exception cref="ValueException">One does not fit; the message names it.</exception>
    public void Evaluate(IByteSource own, long first, Span<byte> elements)
    {
        if (ReadsTarget && !elements.IsEmpty)
        {
            LayoutTransfer.Gather(own, Target, first, Target.ItemSize == 0 ? 0 : elements.Length / Target.ItemSize, elements);
        }

        Transform(own, first, elements);
    }

    /// <summary>Turns old elements into new ones, in place.</summary>
    /// <param name="own">The file, for a right side that is a view of it.</param>
    /// <param name="first">The number of the first, in the step's order.</param>
    /// <param name="elements">A whole number of them, packed.</param>
    /// <exception cref="ValueException">One does not fit; the message names it.</exception>
    public void Transform(IByteSource own, long first, Span<byte> elements)
    {
        // A right side of no elements may begin anywhere, beyond the end too.
        if (elements.IsEmpty)
        {
            return;
        }

        ElementType type = Target.ElementType;
        int count = type.ItemSize == 0 ? 0 : elements.Length / type.ItemSize;
        IByteSource reader = operand.Reader ?? own;
        if (operation == EditOperator.Set && isBytewise && fields is null)
        {
            LayoutTransfer.Gather(reader, operand.Layout, first, count, elements);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(count * (operand.Layout.ItemSize + type.ItemSize));
        try
        {
            if (type.IsCoded || operand.Layout.ElementType.IsCoded)
            {
                Span<byte> others = rented.AsSpan(0, count * operand.Layout.ItemSize);
                LayoutTransfer.Gather(reader, operand.Layout, first, count, others);
                CodedOperation.Apply(operation, type, elements, operand, others, mode);
                return;
            }

            if (Arithmetic == Arithmetic.Exact && TimeArithmetic.NeedsFractions(operation, type, operand))
            {
                Span<byte> fractions = rented.AsSpan(0, count * operand.Layout.ItemSize);
                LayoutTransfer.Gather(reader, operand.Layout, first, count, fractions);
                TimeArithmetic.ApplyExactly(operation, type, elements, operand, fractions, mode);
                return;
            }

            if (operation != EditOperator.Set && (Arithmetic == Arithmetic.OfTheType || !type.IsNumeric || ExactOperation.IsPlain(type, operand, mode)))
            {
                ElementArithmetic.ApplyNative(operation, type, elements, RightSide(reader, first, count, rented), mode);
                return;
            }

            Span<byte> right = rented.AsSpan(0, count * operand.Layout.ItemSize);
            LayoutTransfer.Gather(reader, operand.Layout, first, count, right);
            if (operation != EditOperator.Set)
            {
                ExactOperation.Apply(operation, type, elements, operand, right, mode);
                return;
            }

            if (fields is not null)
            {
                fields.Copy(right, elements);
                return;
            }

            Convert(right, elements);
        }
        catch (ElementException error)
        {
            string reason = error.Text(TakesModes);
            throw new ValueException(Target.Rank == 0 ? reason : $"element {order.Index(first + error.Position)}: {reason}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static bool IsNumber(ElementType type) => type.IsNumeric || type.IsCoded;

    // The right side's elements in the target's type, in this machine's byte order. One value for all is brought there once.
    private ReadOnlySpan<byte> RightSide(IByteSource reader, long first, int count, byte[] rented)
    {
        bool isConstant = operand.Reader is not null && operand.Layout.Strides.All(static stride => stride == 0);
        byte[]? known = constant;
        if (isConstant && known?.Length >= count * Target.ItemSize)
        {
            return known.AsSpan(0, count * Target.ItemSize);
        }

        Span<byte> right = rented.AsSpan(0, count * operand.Layout.ItemSize);
        LayoutTransfer.Gather(reader, operand.Layout, first, count, right);
        if (!isBytewise)
        {
            Span<byte> converted = rented.AsSpan(right.Length, count * Target.ItemSize);
            Convert(right, converted);
            right = converted;
        }

        if (Target.ElementType.IsNumeric)
        {
            NativeOrder.Swap(Target.ElementType, right);
        }

        constant = isConstant ? right.ToArray() : null;
        return right;
    }

    private void Convert(Span<byte> right, Span<byte> converted)
    {
        if (rightType.IsTime)
        {
            TimeArithmetic.Convert(operand.Layout.ElementType, right, rightType, converted, mode);
        }
        else
        {
            ElementConversion.Convert(operand.Layout.ElementType, right, rightType, converted, mode);
        }
    }
}
