namespace MmapTool.Views;

/// <summary>
/// A row of equal blocks of bytes at equal distances: what is left of a view when every axis that can be merged is merged. A
/// contiguous view is one run of one block.
/// </summary>
/// <param name="Offset">Byte offset of the first block.</param>
/// <param name="Count">Number of blocks, at least 1.</param>
/// <param name="Stride">Bytes from the start of one block to the start of the next; may be negative or 0; 0 for one block.</param>
/// <param name="BlockLength">Bytes of a block, a whole number of elements.</param>
public readonly record struct StridedRun(long Offset, long Count, long Stride, long BlockLength)
{
    /// <summary>Bytes of all blocks together.</summary>
    public long ByteLength => Count * BlockLength;
}
