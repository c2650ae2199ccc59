using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Operations.Export;

/// <summary>
/// The corners of a view: of each axis that is longer than twice the edge, only the elements at both ends, as NumPy's summarised
/// form shows them. Nothing in between is read.
/// </summary>
internal sealed class EdgeElements : ElementReader
{
    // Enough for any shape that people print; beyond it fewer edge elements are shown, as 6 to the power of the rank is no summary.
    private const long MostShown = 1 << 16;

    private readonly ElementReader whole;
    private readonly int edge;

    private EdgeElements(ElementReader whole, int edge)
        : base(Layout.Contiguous(whole.Layout.ElementType, Corners(whole.Layout, edge)))
    {
        this.whole = whole;
        this.edge = edge;
    }

    /// <summary>The element of an axis before which something is left out.</summary>
    public int Edge => edge;

    public static EdgeElements Of(ElementReader whole, int edge)
    {
        edge = Math.Max(1, edge);
        while (edge > 1 && Corners(whole.Layout, edge).Aggregate(1.0, (product, length) => product * length) > MostShown)
        {
            edge--;
        }

        return new(whole, edge);
    }

    /// <summary>Whether the middle of an axis is left out.</summary>
    public bool IsCut(int axis) => whole.Layout.Shape[axis] > Layout.Shape[axis];

    public override ElementReader Over(Layout layout) => throw new InvalidOperationException("the corners of a view are no layout");

    public override void Read(long first, int count, Span<byte> destination)
    {
        int itemSize = Layout.ItemSize;
        int last = Layout.Rank - 1;
        while (count > 0)
        {
            long rest = first;
            long number = 0;
            long step = 1;
            long column = rest % Layout.Shape[last];
            for (int axis = last; axis >= 0; axis--)
            {
                (rest, long index) = Math.DivRem(rest, Layout.Shape[axis]);
                long length = whole.Layout.Shape[axis];
                number += (IsCut(axis) && index >= edge ? length - (2L * edge) + index : index) * step;
                step *= length;
            }

            long end = IsCut(last) && column < edge ? edge : Layout.Shape[last];
            int run = (int)Math.Min(count, end - column);
            whole.Read(number, run, destination);
            destination = destination[(run * itemSize)..];
            first += run;
            count -= run;
        }
    }

    private static ImmutableArray<long> Corners(Layout layout, int edge) => [.. layout.Shape.Select(length => Math.Min(length, 2L * edge))];
}
