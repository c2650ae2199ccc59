using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Layouts;

public sealed partial class Layout
{
    /// <summary>
    /// memoryview's cast: the bytes as elements of another type, in one dimension or, with <paramref name="shape"/>, packed in C
    /// order in that many. One dimension may be -1 and is then worked out.
    /// </summary>
    /// <exception cref="ViewException">
    /// This is not C-contiguous, the new item size does not divide the byte count, or the shape has another number of elements.
    /// </exception>
    public Layout Cast(ElementType elementType, ImmutableArray<long>? shape = null)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        EnsureWholeElements("cast");
        if (!IsCContiguous)
        {
            throw new ViewException($"cast needs a C-contiguous view; the strides {Tuple(Strides)} of {ElementType}{Tuple(Shape)} are not: put .cast(...) in front of the slice or transpose");
        }

        if (elementType.ItemSize == 0)
        {
            throw new ViewException($"cast can't make elements of 0 bytes ({elementType})");
        }

        if (ByteLength % elementType.ItemSize != 0)
        {
            throw new ViewException(
                $"{Plural.Of(ByteLength, "byte")} are no whole number of {elementType} elements of {Plural.Of(elementType.ItemSize, "byte")}: {ByteLength % elementType.ItemSize} would be left over{LayoutMends.Cast(this, elementType)}");
        }

        long count = ByteLength / elementType.ItemSize;
        return Contiguous(
            elementType,
            shape is { } given ? Resolve(given, count, $"{Plural.Of(ByteLength, "byte")} are {Plural.Of(count, "element")} of {elementType}", wanted => LayoutMends.Shape(wanted, count, $".cast({elementType})")) : [count],
            Offset);
    }

    /// <summary>
    /// NumPy's view: the bytes as elements of another type, along the last axis; the other axes are kept.
    /// </summary>
    /// <exception cref="ViewException">The sizes do not divide, or the last axis is not contiguous where sizes differ.</exception>
    public Layout View(ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        EnsureWholeElements("view");
        if (elementType.ItemSize == ItemSize)
        {
            return new(elementType, Offset, Shape, Strides);
        }

        if (Rank == 0)
        {
            throw new ViewException($"a scalar of {Plural.Of(ItemSize, "byte")} can't be viewed as {elementType} of {elementType.ItemSize}: there is no axis to hold the rest; keep one, as [0:1] does where [0] drops it");
        }

        int last = Rank - 1;
        if (Count != 0 && Shape[last] != 1 && Strides[last] != ItemSize)
        {
            throw new ViewException($"axis {last} stands in the way: its stride is {Strides[last]} and its items have {Plural.Of(ItemSize, "byte")}, and only a contiguous last axis can be viewed as items of another size: put .view(...) in front of the slice or transpose");
        }

        long bytes = Shape[last] * ItemSize;
        if (elementType.ItemSize == 0 || bytes % elementType.ItemSize != 0 || (elementType.ItemSize < ItemSize && ItemSize % elementType.ItemSize != 0))
        {
            throw new ViewException($"the {Plural.Of(bytes, "byte")} of axis {last} ({ElementType} items of {ItemSize}) can't be divided into {elementType} items of {elementType.ItemSize}{LayoutMends.View(this, elementType)}");
        }

        return new(elementType, Offset, Shape.SetItem(last, bytes / elementType.ItemSize), Strides.SetItem(last, elementType.ItemSize));
    }

    /// <summary>The field of every record: its type, and for a sub-array field its dimensions as new last axes.</summary>
    /// <exception cref="ViewException">The elements are no records, or have no such field.</exception>
    public Layout Field(string name)
    {
        RecordField field = ElementType.Field(Argument.NotNull(name));
        return new(
            field.Type,
            Count == 0 ? Offset : Offset + field.Offset,
            [.. Shape, .. field.Shape],
            [.. Strides, .. PackedStrides(field.Type.ItemSize, field.Shape)]);
    }

    /// <summary>Bits <paramref name="low"/> to <paramref name="high"/> - 1 of every integer, as elements that are read as unsigned integers.</summary>
    /// <exception cref="ViewException">The elements are no integers, or have no such bits.</exception>
    public Layout Bits(long low, long high) => new(ElementType.BitsOf(low, high), Offset, Shape, Strides);

    // Bits have no bytes of their own.
    private void EnsureWholeElements(string step)
    {
        if (ElementType.Kind == ElementKind.Bits)
        {
            throw new ViewException($"{step} takes bytes, and the elements are bits ({ElementType}): put .{step}(...) in front of .bits[...]");
        }
    }

    /// <summary>Records of some of the fields, in this order: each field stays where it is, and the records keep their size (NumPy's <c>a[["t", "v"]]</c>).</summary>
    /// <exception cref="ViewException">The elements are no records, have no such field, or a name stands twice.</exception>
    public Layout SelectFields(params ReadOnlySpan<string> names)
    {
        ImmutableArray<RecordField>.Builder fields = ImmutableArray.CreateBuilder<RecordField>(names.Length);
        foreach (string name in names)
        {
            fields.Add(ElementType.Field(name));
        }

        return new(ElementType.Record(fields.MoveToImmutable(), ItemSize), Offset, Shape, Strides);
    }

    /// <summary>
    /// The same elements, in C order, in another shape, where that needs no byte to move. One dimension may be -1 and is then
    /// worked out.
    /// </summary>
    /// <exception cref="ViewException">The shape has another number of elements, or an axis stands in the way.</exception>
    public Layout Reshape(ImmutableArray<long> shape)
    {
        ImmutableArray<long> resolved = Resolve(shape, Count, $"the view has {Plural.Of(Count, "element")}", wanted => LayoutMends.Shape(wanted, Count, Rank == 1 ? "" : ".reshape(-1)"));
        return resolved.AsSpan().SequenceEqual(Shape.AsSpan()) ? this
            : IsCContiguous ? Contiguous(ElementType, resolved, Offset)
            : new(ElementType, Offset, resolved, ReshapedStrides(resolved));
    }

    // Old and new axes are matched in groups of equal element counts, from the slowest on. A group of old axes can be divided anew only
    // if its axes step as one. Axes of length 1 step nowhere and are left out. (The rule is NumPy's, "reshape without copying".)
    private ImmutableArray<long> ReshapedStrides(ImmutableArray<long> shape)
    {
        int[] axes = [.. Enumerable.Range(0, Rank).Where(axis => Shape[axis] != 1)];
        long[] strides = new long[shape.Length];
        int from = 0;
        int to = 0;
        while (from < axes.Length && to < shape.Length)
        {
            int fromEnd = from + 1;
            int toEnd = to + 1;
            long oldCount = Shape[axes[from]];
            long newCount = shape[to];
            while (oldCount != newCount)
            {
                if (newCount < oldCount)
                {
                    newCount *= shape[toEnd++];
                }
                else
                {
                    oldCount *= Shape[axes[fromEnd++]];
                }
            }

            for (int position = from; position < fromEnd - 1; position++)
            {
                int axis = axes[position];
                int next = axes[position + 1];
                if (Strides[axis] != Shape[next] * Strides[next])
                {
                    throw new ViewException($"axis {axis} stands in the way of {Tuple(shape)}: its stride {Strides[axis]} does not follow on from axis {next} ({Shape[next]} x {Strides[next]} bytes), so that reshaping would have to move data: put .reshape(...) in front of the slice or transpose, or extract the view first");
                }
            }

            strides[toEnd - 1] = Strides[axes[fromEnd - 1]];
            for (int axis = toEnd - 1; axis > to; axis--)
            {
                strides[axis - 1] = strides[axis] * shape[axis];
            }

            from = fromEnd;
            to = toEnd;
        }

        // The axes that are left have length 1.
        Array.Fill(strides, to > 0 ? strides[to - 1] : ItemSize, to, shape.Length - to);
        return Immutable(strides);
    }

    private static ImmutableArray<long> Resolve(ImmutableArray<long> shape, long count, string whatThereIs, Func<ImmutableArray<long>, string> mend)
    {
        Argument.Initialized(shape);
        int open = -1;
        Int128 product = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] == -1 && open < 0)
            {
                open = axis;
            }
            else if (shape[axis] < 0)
            {
                throw new ViewException(shape[axis] == -1 ? $"only one dimension of {Tuple(shape)} can be -1" : $"a dimension can't be negative: {Tuple(shape)}");
            }
            else
            {
                // A product beyond 64 bits matches no shape, unless a 0 follows.
                product = Int128.Min(product * shape[axis], (Int128)long.MaxValue + 1);
            }
        }

        if (open >= 0 ? product == 0 || count % product != 0 : product != count)
        {
            throw new ViewException($"{whatThereIs}, which do not fit the shape {Tuple(shape)}{mend(shape)}");
        }

        return open >= 0 ? shape.SetItem(open, (long)(count / product)) : shape;
    }

    /// <summary>The same elements without their type, as <c>V&lt;n&gt;</c>.</summary>
    internal Layout AsOpaque() => new(ElementType.Create(ElementKind.Void, ItemSize), Offset, Shape, Strides);

    /// <summary>The packed bytes of the elements, each byte an element: one more axis, over the bytes of an item.</summary>
    internal Layout AsBytes()
    {
        if (Count == 0)
        {
            return Contiguous(ElementType.UInt8, [0], Offset);
        }

        // Where there is no room for one more axis, one of length 1 must be among the 64, as the count fits in 64 bits.
        int superfluous = Rank == MaximumRank ? Shape.IndexOf(1) : -1;
        return superfluous < 0
            ? Create(ElementType.UInt8, Offset, Shape.Add(ItemSize), Strides.Add(1))
            : Create(ElementType.UInt8, Offset, Shape.RemoveAt(superfluous).Add(ItemSize), Strides.RemoveAt(superfluous).Add(1));
    }
}
