using System.Collections.Immutable;
using System.Globalization;

namespace MmapTool.Layouts;

/// <summary>
/// The order of axes in which a layout's elements lie in the file: the largest stride first, none of them negative. An operation element by
/// element means the same in any order, and in this one it reads and writes forward.
/// </summary>
internal sealed class AddressOrder
{
    private readonly Layout original;
    private readonly int[] axes;
    private readonly ImmutableArray<long> shape;

    private AddressOrder(Layout original) => (this.original, axes, shape) = (original, [], []);

    private AddressOrder(Layout original, int[] axes)
    {
        this.original = original;
        this.axes = axes;
        shape = [.. axes.Select(axis => original.Shape[axis])];
    }

    /// <summary>The order of addresses.</summary>
    public static AddressOrder Of(Layout layout) =>
        new(layout, [.. Enumerable.Range(0, layout.Rank).OrderByDescending(layout.Distance)]);

    /// <summary>C order, as the layout has it.</summary>
    public static AddressOrder Unchanged(Layout layout) => new(layout);

    /// <summary>A layout of the same shape with its axes in this order, and turned where the original's are turned.</summary>
    public Layout Apply(Layout layout)
    {
        if (axes.Length == 0 || layout.Count == 0)
        {
            return layout;
        }

        long offset = layout.Offset;
        long[] strides = new long[axes.Length];
        for (int position = 0; position < axes.Length; position++)
        {
            int axis = axes[position];
            strides[position] = layout.Strides[axis];
            if (original.Strides[axis] < 0)
            {
                offset += (layout.Shape[axis] - 1) * layout.Strides[axis];
                strides[position] = -strides[position];
            }
        }

        return Layout.Create(layout.ElementType, offset, shape, [.. strides]);
    }

    /// <summary>The indices of an element in the layout as it was named, from its number in this order: <c>[3, 0]</c>.</summary>
    public string Index(long number)
    {
        long[] indices = new long[original.Rank];
        for (int position = original.Rank - 1; position >= 0; position--)
        {
            int axis = axes.Length == 0 ? position : axes[position];
            (number, long index) = Math.DivRem(number, original.Shape[axis]);
            indices[axis] = axes.Length != 0 && original.Strides[axis] < 0 ? original.Shape[axis] - 1 - index : index;
        }

        return $"[{string.Join(", ", indices.Select(index => index.ToString(CultureInfo.InvariantCulture)))}]";
    }
}
