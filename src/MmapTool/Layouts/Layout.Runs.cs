namespace MmapTool.Layouts;

public sealed partial class Layout
{
    /// <summary>
    /// The elements from number <paramref name="first"/> on (counted in C order), <paramref name="count"/> of them, as contiguous
    /// runs in C order, merged as far as they go.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of this view's.</exception>
    internal IEnumerable<StridedRun> Runs(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        return Walk(first, count);
    }

    /// <summary>All elements as contiguous runs in C order, merged as far as they go.</summary>
    internal IEnumerable<StridedRun> Runs() => Walk(0, Count);

    private IEnumerable<StridedRun> Walk(long first, long count)
    {
        if (count == 0 || ItemSize == 0)
        {
            yield break;
        }

        (List<(long Length, long Stride)> axes, long perBlock) = MergedAxes();
        (long rowLength, long rowStride) = axes.Count > 0 ? axes[^1] : (1, 0);
        long end = first + count;
        for (long position = first; position < end;)
        {
            long within = position % perBlock;
            (long row, long inRow) = Math.DivRem(position / perBlock, rowLength);
            long offset = Offset + (inRow * rowStride);
            for (int axis = axes.Count - 2; axis >= 0; axis--)
            {
                (row, long index) = Math.DivRem(row, axes[axis].Length);
                offset += index * axes[axis].Stride;
            }

            long left = end - position;
            if (within != 0 || left < perBlock)
            {
                long elements = Math.Min(perBlock - within, left);
                yield return new(offset + (within * ItemSize), 1, 0, elements * ItemSize);
                position += elements;
            }
            else
            {
                long blocks = Math.Min(rowLength - inRow, left / perBlock);
                yield return new(offset, blocks, blocks == 1 ? 0 : rowStride, perBlock * ItemSize);
                position += blocks * perBlock;
            }
        }
    }

    /// <summary>
    /// Drops axes of length 1, makes one axis of neighbours that step as one, and takes a contiguous innermost axis into the block.
    /// </summary>
    internal (List<(long Length, long Stride)> Axes, long PerBlock) MergedAxes()
    {
        List<(long Length, long Stride)> axes = [];
        for (int axis = 0; axis < Rank; axis++)
        {
            (long length, long stride) = (Shape[axis], Strides[axis]);
            if (length == 1)
            {
                continue;
            }

            if (axes.Count > 0 && (Int128)length * stride == axes[^1].Stride)
            {
                axes[^1] = (axes[^1].Length * length, stride);
            }
            else
            {
                axes.Add((length, stride));
            }
        }

        if (axes.Count == 0 || axes[^1].Stride != ItemSize)
        {
            return (axes, 1);
        }

        long perBlock = axes[^1].Length;
        axes.RemoveAt(axes.Count - 1);
        return (axes, perBlock);
    }
}
