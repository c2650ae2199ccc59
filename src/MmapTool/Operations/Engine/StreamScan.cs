using System.Buffers;

namespace MmapTool.Operations.Engine;

/// <summary>Puts the blocks of a scan into a stream, in their order: segments are gathered by several threads and written by whichever joins them.</summary>
/// <param name="target">The stream.</param>
/// <param name="itemSize">Bytes of an element.</param>
/// <param name="segmentBytes">Bytes of a segment.</param>
internal readonly struct StreamScan(Stream target, int itemSize, int segmentBytes) : IBlockScan<StreamScan.Segment>
{
    /// <summary>The bytes that a thread has gathered.</summary>
    internal struct Segment
    {
        public byte[] Bytes;
        public int Length;
    }

    /// <inheritdoc/>
    public Segment Begin(long segment) => new() { Bytes = ArrayPool<byte>.Shared.Rent(segmentBytes) };

    /// <inheritdoc/>
    public void Take(ref Segment partial, ScanBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Elements[..(block.Count * itemSize)];
        bytes.CopyTo(partial.Bytes.AsSpan(partial.Length));
        partial.Length += bytes.Length;
    }

    /// <inheritdoc/>
    public bool Join(long segment, Segment partial)
    {
        target.Write(partial.Bytes, 0, partial.Length);
        ArrayPool<byte>.Shared.Return(partial.Bytes);
        return true;
    }
}
