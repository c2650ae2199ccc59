using System.Buffers.Binary;
using System.IO.Hashing;
using MmapTool.Journaling;

namespace MmapTool.PatchFormats.Undo;

/// <summary>
/// A block of an undo file: some ranges, their old bytes, and what must stand there now. Little-endian:
/// <code>
///   0   4  "UBLK"            24       16 each  ranges: offset, length
///   4   4  ranges, n         then     m        old bytes, range after range
///   8   8  number, from 0    then     4        CRC-32C of all before
///  16   4  old bytes, m      then     8 each   digests of the new bytes: XXH3 (64 bits, seed 0), range by range
///  20   4  0                 then     4        CRC-32C of the digests
/// </code>
/// </summary>
/// <param name="Number">Blocks before it.</param>
/// <param name="Count">Its ranges.</param>
/// <param name="ByteCount">Its old bytes.</param>
internal readonly record struct UndoBlock(long Number, int Count, int ByteCount)
{
    public const int HeadLength = 24;
    public const int RowLength = 16;
    public const int MostRanges = 16384;
    public const int MostBytes = 1 << 20;

    /// <summary>The longest block.</summary>
    public const int LongestLength = HeadLength + (MostRanges * (RowLength + sizeof(ulong))) + MostBytes + (2 * sizeof(uint));

    private static ReadOnlySpan<byte> Magic => "UBLK"u8;

    /// <summary>Where the old bytes begin.</summary>
    public int BytesStart => HeadLength + (Count * RowLength);

    /// <summary>Where the digests begin, behind the checksum of what comes before.</summary>
    public int DigestsStart => BytesStart + ByteCount + sizeof(uint);

    /// <summary>All of it.</summary>
    public int Length => DigestsStart + (Count * sizeof(ulong)) + sizeof(uint);

    /// <summary>Ranges in blocks, the same ones each time; those that do not fit into one are cut. The list is used again.</summary>
    public static IEnumerable<List<(long Offset, int Length)>> Pack(IEnumerable<(long Offset, long Length)> ranges)
    {
        List<(long Offset, int Length)> block = [];
        int bytes = 0;
        foreach ((long start, long length) in ranges)
        {
            for (long done = 0; done < length;)
            {
                if (block.Count == MostRanges || bytes == MostBytes)
                {
                    yield return block;
                    block.Clear();
                    bytes = 0;
                }

                int taken = (int)Math.Min(length - done, MostBytes - bytes);
                block.Add((start + done, taken));
                bytes += taken;
                done += taken;
            }
        }

        if (block.Count > 0)
        {
            yield return block;
        }
    }

    /// <summary>The head in these bytes; null where it can't be one.</summary>
    public static UndoBlock? Decode(ReadOnlySpan<byte> head)
    {
        UndoBlock block = new(
            BinaryPrimitives.ReadInt64LittleEndian(head[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[16..]));
        return head.StartsWith(Magic) && block.Count is > 0 and <= MostRanges && block.ByteCount is > 0 and <= MostBytes ? block : null;
    }

    /// <summary>Writes head and ranges.</summary>
    public void Encode(Span<byte> block, List<(long Offset, int Length)> ranges)
    {
        block[..HeadLength].Clear();
        Magic.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(block[16..], ByteCount);
        for (int index = 0; index < ranges.Count; index++)
        {
            Span<byte> row = block.Slice(HeadLength + (index * RowLength), RowLength);
            BinaryPrimitives.WriteInt64LittleEndian(row, ranges[index].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(row[8..], ranges[index].Length);
        }
    }

    /// <summary>A range of a block.</summary>
    public static (long Offset, long Length) Row(ReadOnlySpan<byte> block, int index)
    {
        ReadOnlySpan<byte> row = block.Slice(HeadLength + (index * RowLength), RowLength);
        return (BinaryPrimitives.ReadInt64LittleEndian(row), BinaryPrimitives.ReadInt64LittleEndian(row[8..]));
    }

    /// <summary>The digest of new bytes.</summary>
    public static ulong Digest(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    /// <summary>Whether both checksums of a whole block are right, and its ranges lie in a file of this length.</summary>
    public bool IsSound(ReadOnlySpan<byte> block, Guid nonce, long fileLength)
    {
        if (!Checksum.Matches(block[..DigestsStart], nonce) || !Checksum.Matches(block[DigestsStart..Length], nonce))
        {
            return false;
        }

        long sum = 0;
        for (int index = 0; index < Count; index++)
        {
            (long offset, long length) = Row(block, index);
            if (offset < 0 || length < 1 || length > MostBytes || offset > fileLength - length)
            {
                return false;
            }

            sum += length;
        }

        return sum == ByteCount;
    }
}
