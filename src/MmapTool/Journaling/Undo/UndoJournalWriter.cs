using System.Buffers;
using System.Buffers.Binary;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Writes an undo journal: header, records of old bytes, seal; many small records go out in one write.</summary>
internal sealed class UndoJournalWriter : IDisposable
{
    private const int BufferLength = 2 * (RecordHead.EncodedLength + RecordHead.MaximumPayload + sizeof(uint));
    private readonly IByteTarget journal;
    private readonly WritePace pace;
    private readonly Guid nonce;
    private byte[] buffer;
    private long written;
    private int used;
    private long records;
    private long oldBytes;

    public UndoJournalWriter(IByteTarget journal, JournalHeader header)
    {
        this.journal = journal;
        pace = new(journal.WriteBack);
        nonce = header.Nonce;
        buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        byte[] encoded = header.Encode();
        journal.WriteAt(0, encoded);
        written = encoded.Length;
    }

    /// <summary>Room for the old bytes of one record: fill it, then call <see cref="AddOld"/>.</summary>
    public Span<byte> Payload(int length)
    {
        if (buffer.Length - used < RecordHead.EncodedLength + length + sizeof(uint))
        {
            WriteOut();
        }

        return buffer.AsSpan(used + RecordHead.EncodedLength, length);
    }

    public void AddOld(long offset, int length)
    {
        Add(new(RecordKind.Old, records, offset, length, length));
        oldBytes += length;
    }

    /// <summary>Adds old bytes that are in <see cref="Payload"/>, and behind them room for the digests of the new ones.</summary>
    public void AddReplaced(long offset, int length, int digests)
    {
        Add(new(RecordKind.Replaced, records, offset, length, length + digests));
        oldBytes += length;
    }

    /// <summary>Adds the digests in <see cref="Payload"/> of a range whose old bytes are shared.</summary>
    public void AddAfter(long offset, int length, int digests) => Add(new(RecordKind.After, records, offset, length, digests));

    /// <summary>Takes old bytes over by sharing their blocks; false where the file system can't.</summary>
    public bool TryAddCloned(IByteTarget target, long offset, long length)
    {
        RecordHead head = new(RecordKind.Cloned, records, offset, length, sizeof(long));
        Span<byte> payload = Payload(sizeof(long));
        long place = PlaceOfClone(written + used + head.RecordLength);
        if (!journal.TryClone(place, target, offset, length))
        {
            return false;
        }

        BinaryPrimitives.WriteInt64LittleEndian(payload, place);
        Add(head);
        oldBytes += length;
        WriteOut();
        written = place + length;
        return true;
    }

    /// <summary>Where the blocks of a record that ends here lie.</summary>
    public static long PlaceOfClone(long end) => (end + FileExtents.Alignment - 1) / FileExtents.Alignment * FileExtents.Alignment;

    /// <summary>Adds a gap that will be opened, and where the extents behind it are.</summary>
    public void AddGap(GapOpening gap)
    {
        byte[] evidence = gap.Encode();
        evidence.CopyTo(Payload(evidence.Length));
        Add(new(RecordKind.Gap, records, gap.Offset, gap.Length, evidence.Length));
        if (gap.Extents is not { } extents)
        {
            return;
        }

        for (int done = 0; done < extents.Length; done += ExtentRecords.Most)
        {
            int count = Math.Min(ExtentRecords.Most, extents.Length - done);
            ExtentRecords.Encode(extents.AsSpan(done, count), Payload(count * ExtentRecords.EncodedLength));
            Add(new(RecordKind.Extents, records, 0, count, count * ExtentRecords.EncodedLength));
        }
    }

    /// <summary>Ends the journal. Not durable until the journal is synced.</summary>
    public void Seal()
    {
        Payload(0);
        Add(new(RecordKind.Seal, records, 0, oldBytes, 0));
        WriteOut();
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    private void Add(RecordHead head)
    {
        Span<byte> record = buffer.AsSpan(used, head.RecordLength);
        head.Encode(record);
        Checksum.Append(record, record.Length - sizeof(uint), nonce);
        used += record.Length;
        records++;
    }

    private void WriteOut()
    {
        journal.WriteAt(written, buffer.AsSpan(0, used));
        pace.Wrote(written, used);
        written += used;
        used = 0;
    }
}
