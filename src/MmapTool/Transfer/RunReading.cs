using System.Buffers;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>Reads strided runs by few calls. Blocks that lie close together are read with the bytes between them.</summary>
internal static class RunReading
{
    /// <summary>Bytes of the largest extent that is read at once for the blocks in it.</summary>
    public const int ExtentLength = 256 * 1024;

    // Reading this many unneeded bytes costs about as much as a system call.
    private const long LargestGap = 1024;
    private const long LargestBlock = 4096;

    /// <summary>Reads all blocks of a run, packed.</summary>
    /// <param name="read">Reads the memory.</param>
    /// <param name="run">The run.</param>
    /// <param name="destination">Room for its blocks.</param>
    /// <param name="extentLength">Bytes of the largest extent, and of a block at least.</param>
    public static void Read(IByteSource read, StridedRun run, Span<byte> destination, int extentLength = ExtentLength)
    {
        extentLength = Math.Max(extentLength, (int)Math.Min(run.BlockLength, ExtentLength));
        // The destination is a span, so that the bytes of a run, and with them its block and the number of its blocks, are those of an int.
        int block = (int)run.BlockLength;
        if (run.Count == 1 || run.Stride == run.BlockLength)
        {
            read.ReadAt(run.Offset, destination);
            return;
        }

        if (!IsDense(run))
        {
            for (int index = 0; index < run.Count; index++)
            {
                read.ReadAt(run.Offset + (index * run.Stride), destination.Slice(index * block, block));
            }

            return;
        }

        byte[] extent = ArrayPool<byte>.Shared.Rent(extentLength);
        try
        {
            for (int done = 0; done < run.Count;)
            {
                (long low, int length, int count, int position) = run.Batch(done, extentLength);
                read.ReadAt(low, extent.AsSpan(0, length));
                BlockCopy.Gather(extent.AsSpan(0, length), position, (int)run.Stride, block, count, destination[(done * block)..]);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(extent);
        }
    }

    // A broadcast axis has all its blocks in one place.
    private static bool IsDense(StridedRun run) => run.Stride == 0
        ? run.BlockLength <= ExtentLength
        : run.BlockLength <= LargestBlock && Math.Abs(run.Stride) - run.BlockLength <= LargestGap;
}
