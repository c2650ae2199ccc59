namespace MmapTool.Layouts;

/// <summary>
/// A row of equal blocks of bytes at equal distances. A view becomes rows of blocks when every axis that can be merged is merged. A
/// contiguous view is one run of one block.
/// </summary>
/// <param name="Offset">Byte offset of the first block.</param>
/// <param name="Count">Number of blocks, at least 1.</param>
/// <param name="Stride">Bytes from the start of one block to the start of the next; may be negative or 0; 0 for one block.</param>
/// <param name="BlockLength">Bytes of a block, a whole number of elements.</param>
internal readonly record struct StridedRun(long Offset, long Count, long Stride, long BlockLength)
{
    // If blocks are further apart than this, most bytes of a window would be unused.
    internal const int LargestGap = 64 << 10;

    /// <summary>Whether most bytes of a window for several blocks would be unused.</summary>
    internal bool IsScattered => Count > 1 && Stride is > LargestGap or < -LargestGap;

    /// <summary>The same for a window of that many bytes at most.</summary>
    internal bool IsScatteredIn(int window) => Count > 1 && Math.Abs(Stride) > Math.Min(LargestGap, window / 16);

    /// <summary>Bytes of all blocks together.</summary>
    public long ByteLength => Count * BlockLength;

    /// <summary>As many blocks from one on as lie within a window, at least one.</summary>
    /// <param name="block">The number of the first.</param>
    /// <param name="window">Bytes of the window, at least <see cref="BlockLength"/>.</param>
    /// <returns>Their lowest byte, the bytes from there to the end of the highest, how many they are, and where in those bytes the first begins.</returns>
    internal (long Low, int Extent, int Count, int Position) Batch(long block, int window)
    {
        long distance = Math.Abs(Stride);
        long left = Count - block;
        int count = (int)(distance == 0 ? left : Math.Min(left, 1 + ((window - BlockLength) / distance)));
        int extent = (int)(((count - 1) * distance) + BlockLength);
        long farthest = block + (Stride < 0 ? count - 1 : 0);
        return (Offset + (farthest * Stride), extent, count, Stride < 0 ? extent - (int)BlockLength : 0);
    }
}
