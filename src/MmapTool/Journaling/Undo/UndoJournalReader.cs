using System.Buffers.Binary;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Reads an undo journal record by record, believing nothing that its checksum does not confirm.</summary>
internal sealed class UndoJournalReader(IByteTarget journal, JournalHeader header)
{
    private readonly byte[] record = new byte[RecordHead.EncodedLength + RecordHead.MaximumPayload + sizeof(uint)];
    private long position = header.EncodedLength;
    private long records;
    private long oldBytes;

    // Of the gap, those whose records are to come.
    private long extents;

    /// <summary>Whether the seal has been read: every record before it was there and whole.</summary>
    public bool Sealed { get; private set; }

    /// <summary>The old bytes of the record last read.</summary>
    public ReadOnlySpan<byte> OldBytes => Payload[..(Current.Kind == RecordKind.After ? 0 : (int)Current.Length)];

    /// <summary>The digests of the new bytes in the record last read.</summary>
    public ReadOnlySpan<byte> Digests => Payload[OldBytes.Length..];

    /// <summary>The record last read.</summary>
    public RecordHead Current { get; private set; }

    /// <summary>All that the record last read has between its head and its checksum.</summary>
    public ReadOnlySpan<byte> Payload => record.AsSpan(RecordHead.EncodedLength, Current.PayloadLength);

    /// <summary>Where the shared blocks of the record last read lie, if it is one of these.</summary>
    public long PlaceOfClone => BinaryPrimitives.ReadInt64LittleEndian(Payload);

    /// <summary>Goes on to the next record of old bytes or of a gap; false at the seal or where the journal is torn.</summary>
    /// <param name="isWanted">
    /// Of a journal that has been read whole before, the records of old bytes that are not wanted are passed over without being read.
    /// </param>
    public bool Next(Func<RecordHead, bool>? isWanted = null)
    {
        long left = journal.Length - position;
        if (Sealed || left < RecordHead.EncodedLength + sizeof(uint))
        {
            return false;
        }

        journal.ReadAt(position, record.AsSpan(0, RecordHead.EncodedLength));
        if (RecordHead.Decode(record, RecordHead.MaximumPayload) is not { EvidenceLength: 0 } head || head.RecordLength > left || head.Number != records)
        {
            return false;
        }

        if (head.Kind is RecordKind.Old or RecordKind.Replaced or RecordKind.After && isWanted?.Invoke(head) == false)
        {
            Current = head;
            position += head.RecordLength;
            records++;
            oldBytes += head.Kind == RecordKind.After ? 0 : head.Length;
            return true;
        }

        Span<byte> rest = record.AsSpan(RecordHead.EncodedLength, head.RecordLength - RecordHead.EncodedLength);
        journal.ReadAt(position + RecordHead.EncodedLength, rest);
        if (!Checksum.Matches(record.AsSpan(0, head.RecordLength), header.Nonce))
        {
            return false;
        }

        Current = head;
        position += head.RecordLength;
        records++;
        switch (head.Kind)
        {
            case RecordKind.Old when head.Length == head.PayloadLength && head.Offset <= header.TargetLength - head.Length:
                oldBytes += head.Length;
                return true;
            case RecordKind.Replaced when HoldsDigests(head, head.Length):
                oldBytes += head.Length;
                return true;
            case RecordKind.After when HoldsDigests(head, 0):
                return true;
            case RecordKind.Cloned when head.PayloadLength == sizeof(long) && head.Length > 0 && head.Length % FileExtents.Alignment == 0
                && head.Offset % FileExtents.Alignment == 0 && head.Offset <= header.TargetLength - head.Length
                && PlaceOfClone == UndoJournalWriter.PlaceOfClone(position) && PlaceOfClone <= journal.Length - head.Length:
                oldBytes += head.Length;
                position = PlaceOfClone + head.Length;
                return true;
            case RecordKind.Gap when head.Offset <= header.TargetLength && GapOpening.Decode(head, Payload) is { } gap:
                extents = gap.Extents;
                return true;
            case RecordKind.Extents when head.PayloadLength == head.Length * ExtentRecords.EncodedLength && head.Length <= extents:
                extents -= head.Length;
                return true;
            case RecordKind.Seal when head.Length == oldBytes && extents == 0:
                Sealed = true;
                return false;
            default:
                return false;
        }
    }

    private bool HoldsDigests(RecordHead head, long bytes) => header.Version > 1
        && head.Length is > 0 and <= RecordHead.MaximumReplaced && head.Offset <= header.TargetLength - head.Length
        && head.PayloadLength == bytes + SectorDigests.LengthOf(head.Offset, (int)head.Length);
}
