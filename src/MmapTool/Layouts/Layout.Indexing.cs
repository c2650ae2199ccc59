using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Layouts;

public sealed partial class Layout
{
    /// <summary>
    /// NumPy's basic indexing: one entry an axis from the first on. An integer drops its axis, a slice narrows it, an ellipsis stands for whole axes, and a
    /// new axis has length 1. Axes that are not named stay whole.
    /// </summary>
    /// <exception cref="ViewException">
    /// An index is out of bounds, a slice asks for more elements than there are, there are too many indices, or more than one ellipsis.
    /// </exception>
    public Layout Index(params ReadOnlySpan<ViewIndex> indices) => Index(indices, ViewUse.Read);

    /// <summary>Basic indexing for a use, which says how strictly slices are held to their axes.</summary>
    internal Layout Index(ReadOnlySpan<ViewIndex> indices, ViewUse use)
    {
        int named = 0;
        int ellipses = 0;
        foreach (ViewIndex index in indices)
        {
            named += index.Kind is ViewIndexKind.Integer or ViewIndexKind.Slice ? 1 : 0;
            ellipses += index.Kind == ViewIndexKind.Ellipsis ? 1 : 0;
        }

        if (named > Rank)
        {
            throw new ViewException($"too many indices: the view has {Rank} dimensions, {named} are indexed; .reshape(...) gives it more axes");
        }

        if (ellipses > 1)
        {
            throw new ViewException("an index can have only one '...'");
        }

        ImmutableArray<long>.Builder shape = ImmutableArray.CreateBuilder<long>();
        ImmutableArray<long>.Builder strides = ImmutableArray.CreateBuilder<long>();
        long offset = Offset;
        int axis = 0;
        foreach (ViewIndex index in indices)
        {
            switch (index.Kind)
            {
                case ViewIndexKind.Integer:
                    offset += Step(index.IndexOver(Shape[axis], axis), axis);
                    axis++;
                    break;
                case ViewIndexKind.Slice:
                    (long start, long step, long count) = index.Over(Shape[axis], axis, use);
                    offset += Step(start, axis);
                    Add(count, Stepped(Strides[axis], step, Count == 0 ? 0 : count));
                    axis++;
                    break;
                case ViewIndexKind.NewAxis:
                    Add(1, 0);
                    break;
                case ViewIndexKind.Ellipsis:
                    Whole(axis + Rank - named);
                    break;
            }
        }

        Whole(Rank);
        return new(ElementType, offset, shape.ToImmutable(), strides.ToImmutable());

        void Add(long length, long stride)
        {
            shape.Add(length);
            strides.Add(stride);
        }

        void Whole(int end)
        {
            for (; axis < end; axis++)
            {
                Add(Shape[axis], Strides[axis]);
            }
        }
    }

    /// <summary>The same elements with the axes in reverse order.</summary>
    public Layout Transpose() => new(ElementType, Offset, [.. Shape.Reverse()], [.. Strides.Reverse()]);

    private string AxisNames() => Rank switch { 0 => "which are none", 1 => "which is 0", _ => $"0 to {Rank - 1}" };

    /// <summary>The same elements with the axes in this order: axis i of the result is axis <c>axes[i]</c> of this.</summary>
    /// <exception cref="ViewException">The axes are no permutation of this view's axes.</exception>
    public Layout Transpose(params ReadOnlySpan<long> axes)
    {
        if (axes.Length != Rank)
        {
            throw new ViewException($"a view of {Rank} dimensions can't be transposed by {Plural.Of(axes.Length, "number")}: name each of its axes once, {AxisNames()}");
        }

        long[] shape = new long[Rank];
        long[] strides = new long[Rank];
        bool[] seen = new bool[Rank];
        for (int position = 0; position < axes.Length; position++)
        {
            long axis = axes[position] < 0 ? axes[position] + Rank : axes[position];
            if (axis < 0 || axis >= Rank)
            {
                throw new ViewException($"axis {axes[position]} is out of bounds for a view of {Rank} dimensions: name each axis once, {AxisNames()}");
            }

            if (seen[axis])
            {
                throw new ViewException($"axis {axes[position]} is named twice: name each axis once, {AxisNames()}");
            }

            seen[axis] = true;
            shape[position] = Shape[(int)axis];
            strides[position] = Strides[(int)axis];
        }

        return new(ElementType, Offset, Immutable(shape), Immutable(strides));
    }

    /// <summary>
    /// The layout seen through a larger shape, as NumPy broadcasts: axes of length 1 and missing leading axes repeat with a
    /// stride of 0.
    /// </summary>
    /// <exception cref="ViewException">The shape can't be broadcast.</exception>
    public Layout BroadcastTo(ImmutableArray<long> shape)
    {
        Argument.Initialized(shape);
        if (shape.Length < Rank)
        {
            throw NoBroadcast();
        }

        long[] strides = new long[shape.Length];
        int lead = shape.Length - Rank;
        for (int axis = 0; axis < Rank; axis++)
        {
            if (Shape[axis] == shape[lead + axis])
            {
                strides[lead + axis] = Strides[axis];
            }
            else if (Shape[axis] != 1)
            {
                throw NoBroadcast();
            }
        }

        return new(ElementType, Offset, shape, Immutable(strides));

        ViewException NoBroadcast() => new($"a shape of {Tuple(Shape)} can't be broadcast to {Tuple(shape)}");
    }

    /// <summary>
    /// Bytes that an index along an axis moves, whichever way. An axis of one element may have any stride: of the least number of 64 bits, which has no
    /// opposite, this is the greatest.
    /// </summary>
    internal long Distance(int axis) => Strides[axis] == long.MinValue ? long.MaxValue : Math.Abs(Strides[axis]);

    // A view without elements stays where it is: its strides lead to no byte, and may lead out of the memory.
    private long Step(long index, int axis) => Count == 0 ? 0 : index * Strides[axis];

    private static long Stepped(long stride, long step, long count)
    {
        // The stride of an axis of 0 or 1 elements, or of a view of none, is never used. So one too large for 64 bits does no harm: 0 stands for it.
        return Math.BigMul(stride, step, out long stepped) == stepped >> 63 ? stepped
            : count <= 1 ? 0
            : throw new ViewException("the slice's step reaches further than 64 bits can count");
    }
}
