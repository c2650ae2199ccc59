using System.Buffers;

namespace MmapTool.Views;

/// <content>Reading a transposed view by bands of rows.</content>
public partial class MemoryView
{
    // Blocks nearer together than a page share it: walking them in order is well enough.
    private const int NearStride = 4096;
    private const int LargestBandBlock = 256;

    /// <summary>
    /// Reads a layout whose neighbours in memory are not neighbours in C order (a transpose) by bands of whole rows: each column of a band
    /// lies together in memory, where each element of a row would need a window of its own.
    /// </summary>
    /// <returns>False, with nothing read, for a layout that gains nothing by it.</returns>
    private static bool TryReadBands(ref ReadWindow window, Layout from, long first, int count, Span<byte> destination)
    {
        (List<(long Length, long Stride)> axes, long perBlock) = from.MergedAxes();
        if (axes.Count < 2 || perBlock * from.ItemSize > LargestBandBlock || Math.Abs(axes[^1].Stride) <= NearStride)
        {
            return false;
        }

        // The axis whose elements lie nearest together, among those of which the block has two rows at least.
        int near = -1;
        long rowLength = 0;
        long inner = axes[^1].Length;
        for (int axis = axes.Count - 2; axis >= 0 && inner <= count / perBlock / 2; axis--)
        {
            if (Math.Abs(axes[axis].Stride) <= (near < 0 ? NearStride / 2 : Math.Abs(axes[near].Stride)))
            {
                (near, rowLength) = (axis, inner);
            }

            inner *= axes[axis].Length;
        }

        if (near < 0)
        {
            return false;
        }

        long rowElements = rowLength * perBlock;
        int blockLength = (int)perBlock * from.ItemSize;
        byte[] column = ArrayPool<byte>.Shared.Rent((int)(count / rowElements) * blockLength);
        try
        {
            for (long position = first, end = first + count; position < end;)
            {
                (long row, long inRow) = Math.DivRem(position, rowElements);
                long rows = inRow > 0 ? 0 : Math.Min((end - position) / rowElements, axes[near].Length - (row % axes[near].Length));
                long elements = rows > 0 ? rows * rowElements : Math.Min(rowElements - inRow, end - position);
                int length = (int)(elements * from.ItemSize);
                if (rows > 0)
                {
                    Span<byte> packed = column.AsSpan(0, (int)rows * blockLength);
                    for (long index = 0; index < rowLength; index++)
                    {
                        long start = OffsetOf(from.Offset, axes, (row * rowLength) + index);
                        Read(ref window, new StridedRun(start, rows, axes[near].Stride, blockLength), packed);
                        BlockCopy.Scatter(packed, blockLength, (int)rows, destination, (int)index * blockLength, (int)rowLength * blockLength);
                    }
                }
                else
                {
                    ReadRuns(ref window, from, position, elements, destination[..length]);
                }

                destination = destination[length..];
                position += elements;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(column);
        }

        return true;
    }

    // Of the block of this number.
    private static long OffsetOf(long offset, List<(long Length, long Stride)> axes, long block)
    {
        for (int axis = axes.Count - 1; axis >= 0; axis--)
        {
            (block, long index) = Math.DivRem(block, axes[axis].Length);
            offset += index * axes[axis].Stride;
        }

        return offset;
    }
}
