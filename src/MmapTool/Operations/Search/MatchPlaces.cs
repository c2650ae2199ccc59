using System.Collections.Immutable;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Operations.Search;

/// <summary>Where the matches of a search are, in memory and in the view.</summary>
/// <param name="layout">The layout of the view that was searched.</param>
public sealed class MatchPlaces(Layout layout)
{
    private readonly ImmutableArray<long> shape = Argument.NotNull(layout).Shape;
    private readonly ImmutableArray<long> strides = layout.Strides;
    private readonly long[] index = new long[layout.Rank];

    /// <summary>The indices, an axis each, of the element in which the match begins. Overwritten by the next call of <see cref="Seek"/>.</summary>
    public ReadOnlySpan<long> Index => index;

    /// <summary>Looks at a match.</summary>
    /// <param name="position">The byte at which it begins, counted over the view's elements packed in C order.</param>
    /// <returns>The offset of that byte in memory.</returns>
    public long Seek(long position)
    {
        (long element, long within) = Math.DivRem(position, layout.ItemSize);
        long offset = layout.Offset + within;
        for (int axis = index.Length - 1; axis > 0; axis--)
        {
            (element, index[axis]) = Math.DivRem(element, shape[axis]);
            offset += index[axis] * strides[axis];
        }

        if (index.Length > 0)
        {
            index[0] = element;
            offset += element * strides[0];
        }

        return offset;
    }
}
