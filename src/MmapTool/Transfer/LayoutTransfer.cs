using System.Buffers;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Transfer;

/// <summary>Packed elements from and to the places of a layout, by reads and writes of whole extents where the elements lie close.</summary>
/// <remarks>
/// Not through leases as <see cref="MemoryView"/> reads, for three reasons. A plan reads a file that is partly only planned. A failing read or write is to be
/// an exception and not a fault in a mapping. Bulk writes by system calls are several times as fast as through pages.
/// </remarks>
internal static class LayoutTransfer
{
    /// <summary>Bytes of the largest extent that is read, or read and written back, at once.</summary>
    public const int ExtentLength = RunReading.ExtentLength;

    // Below this distance, reading the bytes between blocks and writing them back is cheaper than a system call for each block.
    private const long DenseStride = 512;

    /// <summary>Copies elements from number <paramref name="first"/> on (in C order) to the destination.</summary>
    public static void Gather(IByteSource reader, Layout layout, long first, long count, Span<byte> destination)
    {
        // A view without elements may begin anywhere, also behind the last byte.
        if (count == 0 || layout.ItemSize == 0)
        {
            return;
        }

        if (layout.IsCContiguous)
        {
            reader.ReadAt(layout.Offset + (first * layout.ItemSize), destination[..checked((int)(count * layout.ItemSize))]);
            return;
        }

        TransposedReader.Read(reader, layout, first, count, destination);
    }

    /// <summary>Writes packed elements to their places.</summary>
    /// <param name="target">The file.</param>
    /// <param name="layout">The places.</param>
    /// <param name="first">The number of the first element, in C order.</param>
    /// <param name="count">How many.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="extentLength">Bytes of the largest extent that is read and written back at once, and of a block at least.</param>
    public static void Scatter(IByteTarget target, Layout layout, long first, long count, ReadOnlySpan<byte> elements, int extentLength = ExtentLength)
    {
        if (count > 0 && layout.IsCContiguous)
        {
            target.WriteAt(layout.Offset + (first * layout.ItemSize), elements[..checked((int)(count * layout.ItemSize))]);
            return;
        }

        foreach (StridedRun run in layout.Runs(first, count))
        {
            int length = checked((int)run.ByteLength);
            ScatterRun(target, run, elements[..length], Math.Max(extentLength, (int)DenseStride));
            elements = elements[length..];
        }
    }

    private static void ScatterRun(IByteTarget target, StridedRun run, ReadOnlySpan<byte> elements, int extentLength)
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

        byte[] extent = ArrayPool<byte>.Shared.Rent(extentLength);
        try
        {
            for (int done = 0; done < run.Count;)
            {
                (long low, int length, int count, int position) = run.Batch(done, extentLength);
                target.ReadAt(low, extent.AsSpan(0, length));
                BlockCopy.Scatter(elements[(done * block)..], block, count, extent.AsSpan(0, length), position, (int)run.Stride);
                target.WriteAt(low, extent.AsSpan(0, length));
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(extent);
        }
    }

    private static bool IsDense(StridedRun run) => Math.Abs(run.Stride) <= DenseStride && run.BlockLength <= DenseStride;
}
