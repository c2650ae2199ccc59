namespace MmapTool.Layouts;

/// <summary>In which order elements can be copied between two layouts on the same memory, so that none is overwritten before it is read.</summary>
internal static class AssignmentOrder
{
    /// <summary>
    /// Finds the order. There is one where both step alike, and where address after address rises with the axes brought into order. Then every element moves
    /// by the same distance, and copying starts at the end it moves to (memmove's rule).
    /// </summary>
    /// <param name="target">Where elements go.</param>
    /// <param name="source">Where they come from, in the same shape.</param>
    /// <returns>
    /// Both layouts with their axes brought into order. They are to be copied in C order from the first element on or from the last one back. The result is
    /// <see langword="null"/> where there is no such order.
    /// </returns>
    public static (Layout Target, Layout Source, bool Backwards)? Find(Layout target, Layout source)
    {
        if (Enumerable.Range(0, target.Rank).Any(axis => target.Shape[axis] != 1 && target.Strides[axis] != source.Strides[axis]))
        {
            return null;
        }

        return ByAddress(target, source) is { } order ? (order.Target, order.Source, order.Target.Offset > order.Source.Offset) : null;
    }

    /// <summary>
    /// Brings the axes of both into the order in which the target's addresses rise; <see langword="null"/> where elements of the target share bytes, or may.
    /// </summary>
    public static (Layout Target, Layout Source)? ByAddress(Layout target, Layout source)
    {
        int[] axes = [.. Enumerable.Range(0, target.Rank).Where(axis => target.Shape[axis] != 1)];
        if (axes.Any(axis => target.Strides[axis] == long.MinValue))
        {
            return null;
        }

        // Axes that run downwards are turned round in both, then the axes are sorted by their steps, longest first.
        Array.Sort(axes, (one, other) => Math.Abs(target.Strides[other]).CompareTo(Math.Abs(target.Strides[one])));
        long[] order = [.. axes.Select(axis => (long)axis), .. Enumerable.Range(0, target.Rank).Except(axes).Select(axis => (long)axis)];
        ViewIndex[] turns = [.. target.Strides.Select(stride => stride < 0 ? ViewIndex.Slice(null, null, -1) : ViewIndex.All)];
        target = target.Index(turns).Transpose(order);
        source = source.Index(turns).Transpose(order);

        // Each step must pass over all that the faster axes touch, so that the addresses rise and no two elements overlap.
        Int128 reach = target.ItemSize;
        for (int axis = axes.Length - 1; axis >= 0; axis--)
        {
            if (target.Strides[axis] < reach)
            {
                return null;
            }

            reach += (Int128)(target.Shape[axis] - 1) * target.Strides[axis];
        }

        return (target, source);
    }
}
