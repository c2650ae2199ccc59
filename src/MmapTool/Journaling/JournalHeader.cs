using System.Buffers.Binary;
using System.Text;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The start of a journal: what it is a journal of. Little-endian, 88 bytes, the operation's text and the fields, then CRC-32C:
/// <code>
///    0  8  "MMAPJRNL"          32  8  target's length before     64  4  chunk length in bytes (resume modes)
///    8  4  version, 2          40  8  target's device            68  4  bytes of the fields (0 in version 1)
///   12  4  mode                48  8  target's file number       72  4  bytes of the operation's text
///   16 16  nonce               56  8  made at (UTC ticks)        76  4  0
///                                                                80  8  bytes kept besides (resume modes)
/// </code>
/// A field (<see cref="JournalField"/>) is its kind, its length, 4 bytes each, and its value. Version 1, which 0.1.0 wrote, is read as well: it
/// has no fields, and its records hold no evidence.
/// </summary>
/// <param name="Mode">The mode: which old bytes the journal holds.</param>
/// <param name="Nonce">Random; seeds every checksum, so that blocks of an older journal never pass for records of this one.</param>
/// <param name="TargetLength">The target's length before the change.</param>
/// <param name="Identity">Which file the target is.</param>
/// <param name="Made">When the journal was made.</param>
/// <param name="ChunkLength">The most old bytes in one record, in the resume modes; else 0.</param>
/// <param name="Operation">The change as text, for people and, in the resume modes, to go on by.</param>
internal sealed record JournalHeader(
    JournalMode Mode, Guid Nonce, long TargetLength, FileIdentity Identity, DateTime Made, int ChunkLength, string Operation)
{
    /// <summary>The longest operation text kept, in bytes; undo journals cut it, as there it is only for people.</summary>
    public const int MaximumOperationLength = 1 << 20;

    /// <summary>The longest chunk, so that a journal can't make its reader allocate more than this.</summary>
    public const int MaximumChunkLength = Journaling.ChunkLength.Usual;

    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 2;

    // So that a journal can't make its reader allocate more.
    private const int MaximumFieldsLength = 1 << 20;
    private const int FixedLength = 88;

    private static ReadOnlySpan<byte> Magic => "MMAPJRNL"u8;

    /// <summary>Bytes that the change needs besides its text, in the resume modes: see <see cref="KeptBytes"/>.</summary>
    public long KeptLength { get; init; }

    /// <summary>The version of the format: that of all records of the journal as well.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The marks that tell the target from another file that got its number later.</summary>
    public FileBirth Birth { get; init; }

    /// <summary>Bytes the header takes in the journal, the checksum included.</summary>
    public int EncodedLength => FixedLength + Encoding.UTF8.GetByteCount(Operation) + Fields.EncodedLength + sizeof(uint);

    private JournalField.List Fields => Version == 1 ? JournalField.List.Empty : JournalField.List.Of(this);

    /// <summary>The header's bytes.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[EncodedLength];
        Span<byte> span = bytes;
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(span[12..], (uint)Mode);
        Nonce.TryWriteBytes(span[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], TargetLength);
        BinaryPrimitives.WriteUInt64LittleEndian(span[40..], Identity.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(span[48..], Identity.Number);
        BinaryPrimitives.WriteInt64LittleEndian(span[56..], Made.Ticks);
        BinaryPrimitives.WriteInt32LittleEndian(span[64..], ChunkLength);
        int text = Encoding.UTF8.GetBytes(Operation, span[FixedLength..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[72..], text);
        BinaryPrimitives.WriteInt64LittleEndian(span[80..], KeptLength);
        JournalField.List fields = Fields;
        BinaryPrimitives.WriteInt32LittleEndian(span[68..], fields.EncodedLength);
        fields.Encode(span[(FixedLength + text)..]);
        Checksum.Append(span, FixedLength + text + fields.EncodedLength, default);
        return bytes;
    }

    /// <summary>Reads the header at the start of a journal; <see langword="null"/> where it is torn or was never written whole.</summary>
    public static JournalHeader? Read(IByteTarget journal)
    {
        long length = journal.Length;
        if (length < FixedLength + sizeof(uint))
        {
            return null;
        }

        Span<byte> start = stackalloc byte[FixedLength];
        journal.ReadAt(0, start);
        int version = BinaryPrimitives.ReadInt32LittleEndian(start[8..]);
        int text = BinaryPrimitives.ReadInt32LittleEndian(start[72..]);
        int fields = BinaryPrimitives.ReadInt32LittleEndian(start[68..]);
        if (!start.StartsWith(Magic) || version is < 1 or > CurrentVersion || text is < 0 or > MaximumOperationLength
            || fields < 0 || fields > (version == 1 ? 0 : MaximumFieldsLength) || FixedLength + text + fields + sizeof(uint) > length)
        {
            return null;
        }

        byte[] whole = new byte[FixedLength + text + fields + sizeof(uint)];
        journal.ReadAt(0, whole);
        JournalMode mode = (JournalMode)BinaryPrimitives.ReadUInt32LittleEndian(start[12..]);
        long targetLength = BinaryPrimitives.ReadInt64LittleEndian(start[32..]);
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(start[56..]);
        int chunk = BinaryPrimitives.ReadInt32LittleEndian(start[64..]);
        long kept = BinaryPrimitives.ReadInt64LittleEndian(start[80..]);
        if (!Checksum.Matches(whole, default) || kept is < 0 or > long.MaxValue / 2 || !Enum.IsDefined(mode) || targetLength < 0 || chunk < 0
            || chunk > MaximumChunkLength || ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return null;
        }

        JournalHeader header = new(
            mode,
            new Guid(start[16..32]),
            targetLength,
            new(BinaryPrimitives.ReadUInt64LittleEndian(start[40..]), BinaryPrimitives.ReadUInt64LittleEndian(start[48..])),
            new DateTime(ticks, DateTimeKind.Utc),
            chunk,
            PathText.FromBytes(whole.AsSpan(FixedLength, text))) { KeptLength = kept, Version = version };
        return JournalField.List.Decode(whole.AsSpan(FixedLength + text, fields))?.ApplyTo(header);
    }
}
