using System.Buffers.Binary;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Digest;

/// <summary>A digest that can only be computed from front to back: a scan of one thread.</summary>
internal readonly struct SequentialScan(RunningDigest digest, int itemSize) : IBlockScan<long>
{
    /// <inheritdoc/>
    public long Begin(long segment) => 0;

    /// <inheritdoc/>
    public void Take(ref long partial, ScanBlock block) => digest.Append(block.Elements[..(block.Count * itemSize)]);

    /// <inheritdoc/>
    public bool Join(long segment, long partial) => true;
}

/// <summary>A CRC: of every segment on its own, then put together.</summary>
internal struct CrcScan(DigestAlgorithm algorithm, int itemSize) : IBlockScan<CrcScan.Piece>
{
    private readonly uint polynomial = CrcCombination.PolynomialOf(algorithm);

    /// <summary>The CRC of what has been joined.</summary>
    public uint Crc { get; private set; }

    /// <inheritdoc/>
    public readonly Piece Begin(long segment) => new(RunningDigest.Of(algorithm), 0);

    /// <inheritdoc/>
    public readonly void Take(ref Piece partial, ScanBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Elements[..(block.Count * itemSize)];
        partial.Digest.Append(bytes);
        partial = partial with { Length = partial.Length + bytes.Length };
    }

    /// <inheritdoc/>
    public bool Join(long segment, Piece partial)
    {
        Crc = CrcCombination.Combine(Crc, partial.Crc, partial.Length, polynomial);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool FoldsZeros => true;

    /// <inheritdoc/>
    public readonly Piece BeginZeros(long segment) => Begin(segment);

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, Piece zeros)
    {
        // Twice as many each time.
        (uint crc, long length) = (zeros.Crc, zeros.Length);
        for (long left = count; left != 0; left >>= 1)
        {
            if ((left & 1) != 0)
            {
                Crc = CrcCombination.Combine(Crc, crc, length, polynomial);
            }

            crc = CrcCombination.Combine(crc, crc, length, polynomial);
            length <<= 1;
        }

        return true;
    }

    /// <summary>The digest of a segment.</summary>
    internal readonly record struct Piece(RunningDigest Digest, long Length)
    {
        private readonly Lazy<uint> crc = new(() => BinaryPrimitives.ReadUInt32BigEndian(Digest.Finish()));

        /// <summary>Its CRC; nothing is taken after it was asked for.</summary>
        public uint Crc => crc.Value;
    }
}

/// <summary>Digests of blocks of bytes; a segment is a whole number of them.</summary>
/// <param name="algorithm">How.</param>
/// <param name="itemSize">Bytes of an element.</param>
/// <param name="size">Bytes of a block.</param>
/// <param name="handler">Takes them.</param>
internal struct BlocksScan(DigestAlgorithm algorithm, int itemSize, long size, BlockDigestHandler handler) : IBlockScan<BlocksScan.Digests>
{
    private long offset;

    /// <inheritdoc/>
    public readonly Digests Begin(long segment) => new(RunningDigest.Of(algorithm));

    /// <inheritdoc/>
    public readonly void Take(ref Digests partial, ScanBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Elements[..(block.Count * itemSize)];
        while (!bytes.IsEmpty)
        {
            int part = (int)Math.Min(bytes.Length, size - partial.Taken);
            partial.Append(bytes[..part], size);
            bytes = bytes[part..];
        }
    }

    /// <inheritdoc/>
    public bool Join(long segment, Digests partial)
    {
        // Only the last block of all can be unfinished.
        long rest = partial.Finish();
        for (int index = 0; index < partial.Done.Count; index++)
        {
            long length = rest > 0 && index == partial.Done.Count - 1 ? rest : size;
            handler(offset, length, partial.Done[index]);
            offset += length;
        }

        return true;
    }

    /// <inheritdoc/>
    public readonly bool FoldsZeros => true;

    /// <inheritdoc/>
    public readonly Digests BeginZeros(long segment) => Begin(segment);

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, Digests zeros)
    {
        // A segment that is not the last is a whole number of blocks.
        for (long index = 0; index < count; index++)
        {
            Join(segment + index, zeros);
        }

        return true;
    }

    /// <summary>The digests of a segment's blocks.</summary>
    internal sealed class Digests(RunningDigest digest)
    {
        /// <summary>Those finished, in order.</summary>
        public List<byte[]> Done { get; } = [];

        /// <summary>Bytes taken of the block that is not.</summary>
        public long Taken { get; private set; }

        /// <summary>Takes bytes of one block.</summary>
        public void Append(ReadOnlySpan<byte> bytes, long size)
        {
            digest.Append(bytes);
            Taken += bytes.Length;
            if (Taken == size)
            {
                Done.Add(digest.Finish());
                Taken = 0;
            }
        }

        /// <summary>Finishes a last block that is shorter.</summary>
        /// <returns>Its bytes; 0 where there is none.</returns>
        public long Finish()
        {
            if (Taken > 0)
            {
                Done.Add(digest.Finish());
            }

            digest.Dispose();
            return Taken;
        }
    }
}
