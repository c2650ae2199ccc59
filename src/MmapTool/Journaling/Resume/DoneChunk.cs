using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Evidence that a file is the one that a chunked change stopped in: elements before the position whose bytes the change has made other ones,
/// durably. A chunk of zeros whose bytes are swapped shows nothing, so that this is the last one that was really changed. Little-endian, behind
/// the head of a chunk's record:
/// <code>
///    0  4  entries, 0 or 1        then of each entry
///    4  4  0                      0  4  kind, 1 for this one         24  8  digest of the elements before the change
///                                 4  4  0                            32  8  digest of them after it, as they stand in the file
///                                 8  8  first element; 16  8  elements
/// </code>
/// A digest is XXH3 (64 bits, seed 0). There is room for several entries, so that a later version can have more chunks in flight.
/// </summary>
/// <param name="First">The first element.</param>
/// <param name="Count">How many elements.</param>
/// <param name="Old">Digest of their bytes before the change.</param>
/// <param name="New">Digest of their bytes after it.</param>
internal readonly record struct DoneChunk(long First, long Count, ulong Old, ulong New)
{
    /// <summary>Bytes that the evidence takes in a record.</summary>
    public const int EncodedLength = HeadLength + EntryLength;

    /// <summary>The most that a record may have.</summary>
    public const int MaximumLength = 4096 - RecordHead.EncodedLength - sizeof(uint);

    private const int HeadLength = 8;
    private const int EntryLength = 40;
    private const uint Kind = 1;

    /// <summary>Writes it, or that there is none.</summary>
    public static void Encode(DoneChunk? done, Span<byte> destination)
    {
        destination[..EncodedLength].Clear();
        if (done is { } chunk)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination, 1);
            Span<byte> entry = destination[HeadLength..];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, Kind);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], chunk.First);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], chunk.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], chunk.Old);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], chunk.New);
        }
    }

    /// <summary>Reads it; entries of other kinds are passed over.</summary>
    public static DoneChunk? Decode(ReadOnlySpan<byte> source)
    {
        if (source.Length < HeadLength)
        {
            return null;
        }

        uint entries = BinaryPrimitives.ReadUInt32LittleEndian(source);
        for (source = source[HeadLength..]; entries > 0 && source.Length >= EntryLength; entries--, source = source[EntryLength..])
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(source) == Kind)
            {
                return new(
                    BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
                    BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(source[32..]));
            }
        }

        return null;
    }

    /// <summary>The digest of elements that a change has made new, as they stand in the file.</summary>
    public static ulong DigestOf(IByteTarget target, IChunkedChange change, long first, long count)
    {
        const int Piece = 1 << 20;
        XxHash3 hash = new();
        int size = change.DoneSize;
        int pieces = (int)Math.Min(Math.Max(Piece / Math.Max(size, 1), 1), count);

        // Rented: a new large array a chunk would be garbage beyond the memory budget.
        byte[] piece = ArrayPool<byte>.Shared.Rent(pieces * size);
        try
        {
            for (long before = 0; before < count && size > 0;)
            {
                int taken = (int)Math.Min(pieces, count - before);
                Span<byte> elements = piece.AsSpan(0, taken * size);
                change.ReadDone(target, first, count, before, elements);
                hash.Append(elements);
                before += taken;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
