using System.Buffers;
using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>Packed elements from and to the places of a layout, by reads and writes of whole extents where the elements lie close.</summary>
internal static class LayoutTransfer
{
    /// <summary>Bytes of the largest extent that is read, or read and written back, at once.</summary>
    public const int ExtentLength = 256 * 1024;

    // Below this distance reading what lies between is cheaper than a system call a block.
    private const long DenseStride = 512;

    /// <summary>Copies elements from number <paramref name="first"/> on (in C order) to the destination.</summary>
    public static void Gather(IByteReader reader, Layout layout, long first, long count, Span<byte> destination)
    {
        if (layout.IsCContiguous)
        {
            reader.ReadAt(layout.Offset + (first * layout.ItemSize), destination[..checked((int)(count * layout.ItemSize))]);
            return;
        }

        foreach (StridedRun run in layout.Runs(first, count))
        {
            int length = checked((int)run.ByteLength);
            GatherRun(reader, run, destination[..length]);
            destination = destination[length..];
        }
    }

    /// <summary>Writes packed elements to their places.</summary>
    public static void Scatter(IPatchTarget target, Layout layout, long first, long count, ReadOnlySpan<byte> elements)
    {
        foreach (StridedRun run in layout.Runs(first, count))
        {
            int length = checked((int)run.ByteLength);
            ScatterRun(target, run, elements[..length]);
            elements = elements[length..];
        }
    }

    private static void GatherRun(IByteReader reader, StridedRun run, Span<byte> destination)
    {
        int block = (int)run.BlockLength;
        if (run.Count == 1 || run.Stride == run.BlockLength)
        {
            reader.ReadAt(run.Offset, destination);
            return;
        }

        if (run.Stride == 0)
        {
            reader.ReadAt(run.Offset, destination[..block]);
            Repeat(destination, block);
            return;
        }

        if (!IsDense(run))
        {
            for (int index = 0; index < run.Count; index++)
            {
                reader.ReadAt(run.Offset + (index * run.Stride), destination.Slice(index * block, block));
            }

            return;
        }

        byte[] extent = ArrayPool<byte>.Shared.Rent(ExtentLength);
        try
        {
            for (long done = 0; done < run.Count;)
            {
                (long start, int length, int blocks) = Extent(run, done);
                reader.ReadAt(start, extent.AsSpan(0, length));
                for (int index = 0; index < blocks; index++)
                {
                    int place = (int)(run.Offset + ((done + index) * run.Stride) - start);
                    extent.AsSpan(place, block).CopyTo(destination.Slice((int)(done + index) * block, block));
                }

                done += blocks;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(extent);
        }
    }

    private static void ScatterRun(IPatchTarget target, StridedRun run, ReadOnlySpan<byte> elements)
    {
        int block = (int)run.BlockLength;
        if (run.Count == 1 || run.Stride == run.BlockLength)
        {
            target.WriteAt(run.Offset, elements);
            return;
        }

        if (!IsDense(run))
        {
            for (int index = 0; index < run.Count; index++)
            {
                target.WriteAt(run.Offset + (index * run.Stride), elements.Slice(index * block, block));
            }

            return;
        }

        byte[] extent = ArrayPool<byte>.Shared.Rent(ExtentLength);
        try
        {
            for (long done = 0; done < run.Count;)
            {
                (long start, int length, int blocks) = Extent(run, done);
                target.ReadAt(start, extent.AsSpan(0, length));
                for (int index = 0; index < blocks; index++)
                {
                    int place = (int)(run.Offset + ((done + index) * run.Stride) - start);
                    elements.Slice((int)(done + index) * block, block).CopyTo(extent.AsSpan(place, block));
                }

                target.WriteAt(start, extent.AsSpan(0, length));
                done += blocks;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(extent);
        }
    }

    private static bool IsDense(StridedRun run) => Math.Abs(run.Stride) <= DenseStride && run.BlockLength <= DenseStride;

    private static (long Start, int Length, int Blocks) Extent(StridedRun run, long done)
    {
        long stride = Math.Abs(run.Stride);
        int blocks = (int)Math.Min(run.Count - done, ((ExtentLength - run.BlockLength) / stride) + 1);
        long first = run.Offset + (done * run.Stride);
        long start = run.Stride > 0 ? first : first + ((blocks - 1) * run.Stride);
        return (start, (int)(((blocks - 1) * stride) + run.BlockLength), blocks);
    }

    private static void Repeat(Span<byte> destination, int filled)
    {
        while (filled < destination.Length)
        {
            int more = Math.Min(filled, destination.Length - filled);
            destination[..more].CopyTo(destination[filled..]);
            filled += more;
        }
    }
}
