using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <content>Parts of the step, and its elements where one side of it or both are zeros.</content>
internal sealed partial class ComputedStep
{
    /// <summary>Whether an element of zeros stays zeros whatever integer it is put together with; none of them is refused.</summary>
    public bool IsZeroByAnyInteger => operation is EditOperator.And or EditOperator.Multiply && operand.Constants is null
        && IsPlainInteger(Target.ElementType) && IsPlainInteger(operand.Layout.ElementType)
        && new NumberRange(operand.Layout.ElementType) is var right && new NumberRange(Target.ElementType) is var left
        && right.Minimum >= left.Minimum && right.Maximum <= left.Maximum;

    /// <summary>The same for some of the elements, as boxes of both sides, in order.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="leavesHole">Whether they become a hole: the target is packed.</param>
    public IEnumerable<ComputedStep> Parts(long first, long count, bool leavesHole = false)
    {
        if (count == Target.Count && !leavesHole)
        {
            return [this];
        }

        if (Target.IsCContiguous && (HasOneOperand || leavesHole || operand.Layout.IsCContiguous))
        {
            Layout from = operand.Layout.IsCContiguous && !HasOneOperand
                ? Layout.Contiguous(operand.Layout.ElementType, [count], operand.Layout.Offset + (first * operand.Layout.ItemSize))
                : Layout.Create(operand.Layout.ElementType, operand.Layout.Offset, [count], [0]);
            return [Part(Layout.Contiguous(Target.ElementType, [count], Target.Offset + (first * Target.ItemSize)), from, leavesHole)];
        }

        return Boxes(Target, operand.Layout, 0, first, count).Select(box => Part(box.Target, box.From, leavesHole: false));
    }

    /// <summary>The bytes that an element of zeros becomes where its right side is zeros, too; null where that can't be worked out.</summary>
    public byte[]? ZeroByZero() => WithZeros(Layout.Create(operand.Layout.ElementType, 0, Target.Shape, [.. Target.Shape.Select(static _ => 0L)])).FromZeros();

    /// <summary>Whether no element is changed by a right side of zeros. Floats are: -0 + 0 is 0.</summary>
    public bool IsUnchangedByZero()
    {
        if (operation is not (EditOperator.Add or EditOperator.Subtract or EditOperator.Or or EditOperator.Xor or EditOperator.ShiftLeft or EditOperator.ShiftRight)
            || !IsPlainInteger(Target.ElementType) || operand.Constants is not null
            || operand.Layout.ElementType.Kind is not (ElementKind.SignedInteger or ElementKind.UnsignedInteger or ElementKind.Boolean or ElementKind.Float))
        {
            return false;
        }

        // The rule is that of integers; whether the operation takes such a right side at all is seen by doing it.
        int item = Target.ItemSize;
        byte[] elements = [.. ((ReadOnlySpan<byte>)[0x00, 0x01, 0x7f, 0x80, 0xff]).ToArray().SelectMany(value => Enumerable.Repeat(value, item))];
        byte[] changed = [.. elements];
        try
        {
            WithZeros(Layout.Create(operand.Layout.ElementType, 0, [changed.Length / item], [0])).Transform(new EncodedBytes([]), 0, changed);
            return changed.AsSpan().SequenceEqual(elements);
        }
        catch (ValueException)
        {
            return false;
        }
    }

    /// <summary>The bytes that an element of zeros becomes by each of the right sides, repeated ones but once; null where there are too many, or it can't be worked out.</summary>
    /// <param name="most">The most right sides.</param>
    public IEnumerable<byte[]>? EachFromZeros(long most)
    {
        Layout from = operand.Layout;
        from = Layout.Create(from.ElementType, from.Offset, [.. from.Shape.Select((length, axis) => from.Strides[axis] == 0 ? Math.Min(length, 1) : length)], from.Strides);
        if (operand.Constants is not null || from.Count == 0 || from.Count > most)
        {
            return null;
        }

        byte[] elements = new byte[from.Count * Target.ItemSize];
        try
        {
            Part(Layout.Contiguous(Target.ElementType, from.Shape), from, leavesHole: false).Transform(new EncodedBytes([]), 0, elements);
            return elements.Chunk(Target.ItemSize);
        }
        catch (ValueException)
        {
            return null;
        }
    }

    private static bool IsPlainInteger(ElementType type) => type.Kind is ElementKind.SignedInteger or ElementKind.UnsignedInteger;

    // The right side is zeros everywhere.
    private ComputedStep WithZeros(Layout from) => new(
        operation, Layout.Contiguous(Target.ElementType, from.Shape), operand with { Reader = new EncodedBytes(new byte[from.ItemSize]), Layout = from }, mode, AddressOrder.Unchanged(Target))
    {
        Arithmetic = Arithmetic,
    };

    private ComputedStep Part(Layout part, Layout from, bool leavesHole) => new(operation, part, operand with { Layout = from }, mode, AddressOrder.Unchanged(part))
    {
        Arithmetic = Arithmetic,
        TakesModes = TakesModes,

        // A part that reads nothing that it writes goes in any direction.
        IsDescending = IsDescending && !leavesHole && LayoutOverlap.MayOverlap(part, from),
        Followed = Followed,
        LeavesHole = leavesHole,
    };

    // The rest of a row, whole rows and the beginning of one, each of them in the same way. Axes before this one have one index.
    private static IEnumerable<(Layout Target, Layout From)> Boxes(Layout target, Layout from, int axis, long first, long count)
    {
        if (count == 0)
        {
            yield break;
        }

        if (count == target.Count)
        {
            yield return (target, from);
            yield break;
        }

        long inner = 1;
        for (int other = axis + 1; other < target.Rank; other++)
        {
            inner *= target.Shape[other];
        }

        (long row, long inRow) = Math.DivRem(first, inner);
        if (inRow > 0)
        {
            long part = Math.Min(count, inner - inRow);
            foreach ((Layout, Layout) box in Boxes(Rows(target, axis, row, 1), Rows(from, axis, row, 1), axis + 1, inRow, part))
            {
                yield return box;
            }

            count -= part;
            row++;
        }

        long rows = count / inner;
        if (rows > 0)
        {
            yield return (Rows(target, axis, row, rows), Rows(from, axis, row, rows));
        }

        if (count % inner is var rest and > 0)
        {
            foreach ((Layout, Layout) box in Boxes(Rows(target, axis, row + rows, 1), Rows(from, axis, row + rows, 1), axis + 1, 0, rest))
            {
                yield return box;
            }
        }
    }

    private static Layout Rows(Layout layout, int axis, long first, long count) =>
        Layout.Create(layout.ElementType, layout.Offset + (first * layout.Strides[axis]), layout.Shape.SetItem(axis, count), layout.Strides);
}
