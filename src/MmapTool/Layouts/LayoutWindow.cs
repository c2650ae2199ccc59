namespace MmapTool.Layouts;

/// <summary>The elements of a layout that touch a range of bytes: the way back from addresses to element numbers.</summary>
internal sealed class LayoutWindow
{
    private readonly long offset;
    private readonly int itemSize;
    private readonly bool isEmpty;
    private readonly List<(long Length, long Stride, long Step)> axes = [];
    private readonly long[] reach;

    /// <summary>Works for any layout; element numbers are those of C order.</summary>
    public LayoutWindow(Layout layout)
    {
        // Axes are reversed so that no stride is negative, and sorted so that the search narrows fast. Axes that repeat bytes are dropped, because they touch
        // no other bytes.
        itemSize = layout.ItemSize;
        isEmpty = layout.Count == 0 || itemSize == 0;
        offset = layout.Start;
        long step = 1;
        for (int axis = layout.Rank - 1; axis >= 0 && !isEmpty; axis--)
        {
            long stride = layout.Strides[axis];
            if (layout.Shape[axis] > 1 && stride != 0)
            {
                axes.Add((layout.Shape[axis], Math.Abs(stride), stride < 0 ? -step : step));
                First += stride < 0 ? (layout.Shape[axis] - 1) * step : 0;
            }

            step *= layout.Shape[axis];
        }

        axes.Sort((left, right) => right.Stride.CompareTo(left.Stride));
        for (int axis = axes.Count - 1; axis > 0; axis--)
        {
            if (axes[axis - 1].Stride == axes[axis].Length * axes[axis].Stride && axes[axis - 1].Step == axes[axis].Length * axes[axis].Step)
            {
                axes[axis - 1] = (axes[axis - 1].Length * axes[axis].Length, axes[axis].Stride, axes[axis].Step);
                axes.RemoveAt(axis);
            }
        }

        reach = new long[axes.Count + 1];
        reach[axes.Count] = itemSize;
        for (int axis = axes.Count - 1; axis >= 0; axis--)
        {
            reach[axis] = reach[axis + 1] + ((axes[axis].Length - 1) * axes[axis].Stride);
        }
    }

    /// <summary>A row of elements that touch the range.</summary>
    /// <param name="First">The number of the first.</param>
    /// <param name="Step">From one element's number to the next's.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Offset">Where the first lies.</param>
    /// <param name="Stride">From one element's place to the next's.</param>
    public readonly record struct Row(long First, long Step, long Count, long Offset, long Stride);

    // The number of the element at the lowest address.
    private long First { get; }

    /// <summary>Whether any element touches the bytes from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    public bool Touches(long start, long end) => Rows(start, end).Any();

    /// <summary>The elements that touch those bytes, row by row.</summary>
    public IEnumerable<Row> Rows(long start, long end) =>
        isEmpty || start >= end || end <= offset || start >= offset + reach[0] ? [] : Rows(0, offset, First, start, end);

    private IEnumerable<Row> Rows(int axis, long place, long number, long start, long end)
    {
        if (axis == axes.Count)
        {
            return [new(number, 1, 1, place, itemSize)];
        }

        (long length, long stride, long step) = axes[axis];
        long inner = reach[axis + 1];

        // place + i * stride < end, and place + i * stride + inner > start.
        long low = start - inner < place ? 0 : ((start - inner - place) / stride) + 1;
        long high = end <= place ? -1 : Math.Min(length - 1, (end - 1 - place) / stride);
        if (high < low)
        {
            return [];
        }

        return axis == axes.Count - 1
            ? [new(number + (low * step), step, high - low + 1, place + (low * stride), stride)]
            : Deeper(axis, place, number, low, high, start, end);
    }

    private IEnumerable<Row> Deeper(int axis, long place, long number, long low, long high, long start, long end)
    {
        for (long index = low; index <= high; index++)
        {
            foreach (Row row in Rows(axis + 1, place + (index * axes[axis].Stride), number + (index * axes[axis].Step), start, end))
            {
                yield return row;
            }
        }
    }
}
