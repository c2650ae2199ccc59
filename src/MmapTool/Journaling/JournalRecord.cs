using System.Buffers.Binary;

namespace MmapTool.Journaling;

/// <summary>The kind of a record.</summary>
internal enum RecordKind
{
    /// <summary>Old bytes of the target: put them back at the offset.</summary>
    Old = 1,

    /// <summary>
    /// A gap is opened at the offset: close it again if it was opened. From version 2 on the payload has its evidence (<see cref="GapOpening"/>).
    /// </summary>
    Gap = 2,

    /// <summary>The last record of an undo journal: how many there are before it.</summary>
    Seal = 3,

    /// <summary>Elements of the chunk in flight, going forward: old ones.</summary>
    Chunk = 4,

    /// <summary>Elements of the chunk in flight, going back: new ones, being turned into old ones.</summary>
    ChunkBack = 5,

    /// <summary>
    /// Old bytes of the target that lie in the journal as blocks shared with it: put them back at the offset. The payload is where they
    /// lie, 8 bytes: the next multiple of the blocks' alignment behind the record. The next record comes behind them.
    /// </summary>
    Cloned = 7,

    /// <summary>A part of what the change needs besides its text (<see cref="KeptBytes"/>); the offset counts in that.</summary>
    Kept = 8,

    /// <summary>
    /// Old bytes of the target, and behind them in the payload the digests of what stands there after the change (<see cref="SectorDigests"/>). No
    /// write of the change begins or ends within. From version 2 on.
    /// </summary>
    Replaced = 9,

    /// <summary>Of a range whose old bytes are shared blocks of a record before: the digests of what stands there after the change. From version 2 on.</summary>
    After = 10,

    /// <summary>Where extents behind the gap of the record before were (<see cref="ExtentRecords"/>). From version 2 on.</summary>
    Extents = 11,

    /// <summary>The kept old bytes are being put back from here down to 0: the only way left is all the way back.</summary>
    Undoing = 6,
}

/// <summary>
/// The head of a record, 40 bytes, before its evidence, its payload and the CRC-32C of all:
/// <code>
///    0  4  "JREC"        8  8  number, from 0         24  8  length of the gap; elements of the chunk; bytes sealed
///    4  4  kind         16  8  offset                 32  4  payload length; 36  4  bytes of evidence (0 in version 1)
/// </code>
/// </summary>
/// <param name="Kind">The kind of record.</param>
/// <param name="Number">Records before it.</param>
/// <param name="Offset">Byte offset in the target, or the first element of a chunk.</param>
/// <param name="Length">Bytes of the gap, elements of the chunk, old bytes sealed; for old bytes their number.</param>
/// <param name="PayloadLength">Bytes of the payload.</param>
internal readonly record struct RecordHead(RecordKind Kind, long Number, long Offset, long Length, int PayloadLength)
{
    public const int EncodedLength = 40;

    /// <summary>The longest payload of an undo journal's record; longer ranges take several records.</summary>
    public const int MaximumPayload = 1 << 20;

    /// <summary>The most old bytes in one record with digests: with these no longer than a payload may be.</summary>
    public const int MaximumReplaced = 2016 * SectorDigests.Sector;

    private static ReadOnlySpan<byte> Magic => "JREC"u8;

    /// <summary>Bytes between head and payload that tell of the chunks before: see <see cref="DoneChunk"/>.</summary>
    public int EvidenceLength { get; init; }

    /// <summary>Where the payload begins, from the start of the record.</summary>
    public int PayloadStart => EncodedLength + EvidenceLength;

    /// <summary>Bytes the whole record takes: head, evidence, payload, checksum.</summary>
    public int RecordLength => PayloadStart + PayloadLength + sizeof(uint);

    public void Encode(Span<byte> destination)
    {
        destination[..EncodedLength].Clear();
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[32..], PayloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[36..], EvidenceLength);
    }

    /// <summary>The head in these bytes, not yet checked against its checksum; null where it can't be one.</summary>
    public static RecordHead? Decode(ReadOnlySpan<byte> source, int maximumPayload)
    {
        RecordHead head = new(
            (RecordKind)BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[32..]))
        {
            EvidenceLength = BinaryPrimitives.ReadInt32LittleEndian(source[36..]),
        };
        bool sound = source.StartsWith(Magic) && Enum.IsDefined(head.Kind) && head.Number >= 0 && head.Offset >= 0 && head.Length >= 0
            && head.PayloadLength >= 0 && head.PayloadLength <= maximumPayload
            && (head.EvidenceLength == 0 || (head.EvidenceLength > 0 && head.EvidenceLength <= DoneChunk.MaximumLength && head.Kind is RecordKind.Chunk or RecordKind.ChunkBack));
        return sound ? head : null;
    }
}
