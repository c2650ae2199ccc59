using System.Collections.Immutable;

namespace MmapTool.Layouts;

/// <summary>The same elements with the axes in the order of their strides, none of them negative.</summary>
internal static class MemoryOrder
{
    /// <summary>A layout that goes forward through memory.</summary>
    public static Layout Of(Layout layout)
    {
        if (layout.IsCContiguous || layout.Count == 0)
        {
            return layout;
        }

        int[] axes = [.. Enumerable.Range(0, layout.Rank).OrderByDescending(layout.Distance)];
        long offset = layout.Offset;
        ImmutableArray<long>.Builder strides = ImmutableArray.CreateBuilder<long>(axes.Length);
        foreach (int axis in axes)
        {
            long stride = layout.Strides[axis];
            offset += stride < 0 ? (layout.Shape[axis] - 1) * stride : 0;
            strides.Add(layout.Distance(axis));
        }

        return Layout.Create(layout.ElementType, offset, [.. axes.Select(axis => layout.Shape[axis])], strides.ToImmutable());
    }
}
