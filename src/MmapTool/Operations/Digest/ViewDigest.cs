using System.Buffers.Binary;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Digest;

/// <summary>Takes the digest of a block: one call at a time, in order, on any thread.</summary>
/// <param name="offset">Where the block begins, counted over the view's bytes.</param>
/// <param name="length">Its bytes; fewer than asked for only of the last one.</param>
/// <param name="digest">Its digest, most significant byte first.</param>
public delegate void BlockDigestHandler(long offset, long length, ReadOnlySpan<byte> digest);

/// <summary>Digests of a view's bytes: its elements packed in C order, in the byte order they have, whatever their layout; bits as the integers that they are.</summary>
public static class ViewDigest
{
    private const long SegmentBytes = 4 << 20;

    // The most digests of tiny blocks that are held for a segment.
    private const long MostDigests = 1 << 14;

    /// <summary>The digest of the whole view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="algorithm">The algorithm. CRCs are computed on all threads; the others need one thread.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <returns>The digest, most significant byte first.</returns>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static byte[] Of(MemoryView view, DigestAlgorithm algorithm, WorkLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        DefinedEnum.Ensure(algorithm);
        MemoryView bytes = AsBytes(view);
        limits ??= WorkLimits.Default;
        ScanShape shape = ScanShape.Of(bytes.ItemSize, limits);
        if (CrcCombination.PolynomialOf(algorithm) != 0)
        {
            CrcScan pieces = new(algorithm, bytes.ItemSize);
            Run<CrcScan, CrcScan.Piece>(bytes, shape, ref pieces, limits);
            byte[] crc = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(crc, pieces.Crc);
            return crc;
        }

        using RunningDigest digest = RunningDigest.Of(algorithm);
        SequentialScan scan = new(digest, bytes.ItemSize);
        Run<SequentialScan, long>(bytes, shape, ref scan, limits with { Threads = 1 });
        return digest.Finish();
    }

    /// <summary>Digests of blocks of the view's bytes, computed on all threads.</summary>
    /// <param name="view">The view.</param>
    /// <param name="algorithm">How.</param>
    /// <param name="size">Bytes of a block, at least one; the last may have fewer. A view without bytes has no blocks.</param>
    /// <param name="handler">Takes the digests.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Blocks(MemoryView view, DigestAlgorithm algorithm, long size, BlockDigestHandler handler, WorkLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(view);
        DefinedEnum.Ensure(algorithm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        limits ??= WorkLimits.Default;
        MemoryView bytes = AsBytes(view);
        int item = Math.Max(1, bytes.ItemSize);
        long usual = limits.SegmentOr(SegmentBytes);

        if (item == 1 && bytes.IsCContiguous && size > usual && CrcCombination.PolynomialOf(algorithm) != 0)
        {
            // A long block's CRC is worked on by all threads, and its holes are not walked.
            for (long offset = 0; offset < bytes.ByteLength; offset += Math.Min(size, bytes.ByteLength - offset))
            {
                long length = Math.Min(size, bytes.ByteLength - offset);
                MemoryView block = new(bytes.Source, Layout.Contiguous(ElementType.UInt8, [length], bytes.Layout.Offset + offset), readOnly: true);
                handler(offset, length, Of(block, algorithm, limits with { Progress = StageProgress.Of(limits.Progress, offset) }));
            }

            return;
        }

        // A segment ends where a block and an element do.
        Int128 common = size / (long)BigInteger.GreatestCommonDivisor(size, item) * (Int128)item;
        Int128 segment = common * (Int128)Math.Max(1, Math.Min(MostDigests, usual / (common < usual ? (long)common : usual)));
        ScanShape shape = ScanShape.Of(item, limits) with { SegmentElements = segment < bytes.ByteLength ? (long)segment / item : Math.Max(1, bytes.Count) };
        BlocksScan scan = new(algorithm, item, size, handler);
        Run<BlocksScan, BlocksScan.Digests>(bytes, shape, ref scan, limits);
    }

    // As bytes, blocks can be cut within elements too.
    private static MemoryView AsBytes(MemoryView view) => view.Stored() is { IsCContiguous: true } stored
        ? new(stored.Source, Layout.Contiguous(ElementType.UInt8, [stored.ByteLength], stored.Layout.Offset))
        : view;

    private static void Run<TScan, TPartial>(MemoryView bytes, ScanShape shape, ref TScan scan, WorkLimits limits)
        where TScan : struct, IBlockScan<TPartial>
    {
        if (bytes.ByteLength > 0)
        {
            ViewScan.Run<TScan, TPartial>(bytes, ScanOrder.C, shape, ref scan, limits);
        }
    }
}
