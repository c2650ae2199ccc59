using MmapTool.Memory;

namespace MmapTool.Operations.Engine;

/// <summary>Puts the blocks of a scan in their places in a new file.</summary>
/// <param name="target">The file.</param>
/// <param name="start">Where the first element goes.</param>
/// <param name="itemSize">Bytes of an element.</param>
/// <param name="isSparse">Whether it has its length already and no space: zeros are left out.</param>
/// <param name="pacing">Bytes after which the system is to begin writing; 0 for never.</param>
internal struct FileScan(ReplacementFile target, long start, int itemSize, bool isSparse, long pacing) : IBlockScan<long>
{
    private const long NotWritten = -1;

    private long joined;
    private long begun;

    /// <inheritdoc/>
    public readonly long Begin(long segment) => 0;

    /// <inheritdoc/>
    public readonly void Take(ref long partial, ScanBlock block)
    {
        if (partial == NotWritten)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = block.Elements[..(block.Count * itemSize)];
        if (isSparse)
        {
            SparseWriting.Write(target, start + (block.First * itemSize), bytes);
        }
        else
        {
            target.WriteAt(start + (block.First * itemSize), bytes);
        }

        partial += bytes.Length;
    }

    /// <inheritdoc/>
    public bool Join(long segment, long partial)
    {
        joined += partial;
        if (pacing > 0 && joined - begun >= pacing)
        {
            target.WriteBack(start + begun, joined - begun, wait: false);
            begun = joined;
        }

        return true;
    }

    /// <summary>A new file has holes where nothing is written.</summary>
    public readonly bool FoldsZeros => true;

    /// <summary>Nothing of it is written.</summary>
    public readonly long BeginZeros(long segment) => NotWritten;

    /// <inheritdoc/>
    public readonly bool JoinZeros(long segment, long count, long zeros) => true;
}
