using System.Buffers;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The protection of a chunked change in the resume modes: the old bytes of the chunk in flight are in the journal before the chunk
/// is touched, and every chunk is synced before the next one's are.
/// </summary>
/// <remarks>
/// <para>
/// The state of the target is one number, the position p: the elements before p are new, those from p on are old, and the chunk in
/// flight is in between. The last whole record names the chunk in flight; putting its bytes back makes p its near end. Going
/// forward (finish) and back (undo) are the same motion in two directions, and each can be stopped and turned at any point.
/// </para>
/// <para>
/// Records take two places in turn, so that one that is torn leaves the one before it whole; the chunk before is then in flight
/// still, although it was done: it is put back and done again. Where the whole undo is kept, every record has a place of its own.
/// </para>
/// <code>
///   header | kept | record 0 or 2 or 4 … | record 1 or 3 or 5 … |          header | kept | record 0 | record 1 | record 2 | …
/// </code>
/// </remarks>
internal sealed class ResumeJournal : IDisposable
{
    private const int Alignment = 4096;
    private readonly IStableFile journal;
    private readonly JournalHeader header;
    private readonly byte[] record;
    private long next;

    public ResumeJournal(IStableFile journal, JournalHeader header)
    {
        this.journal = journal;
        this.header = header;
        record = ArrayPool<byte>.Shared.Rent(RecordHead.EncodedLength + header.ChunkLength + sizeof(uint));
    }

    /// <summary>The record of the chunk in flight; <see langword="null"/> where none was begun.</summary>
    public RecordHead? InFlight { get; private set; }

    /// <summary>The old bytes of the record last read or made.</summary>
    public Memory<byte> Payload(int length) => record.AsMemory(RecordHead.EncodedLength, length);

    /// <summary>Elements that are new, once the chunk in flight has been put back.</summary>
    public long Position => InFlight is { } head ? (head.Kind == RecordKind.ChunkBack ? head.Offset + head.Length : head.Offset) : 0;

    /// <summary>
    /// Makes the old bytes in <see cref="Payload"/> durable as those of the chunk in flight. This sync promises that the chunk can
    /// be put back; the target may be written when it returns.
    /// </summary>
    public void Protect(RecordKind kind, long first, long count, int length)
    {
        RecordHead head = new(kind, next, first, count, length);
        head.Encode(record);
        Checksum.Append(record, RecordHead.EncodedLength + length, header.Nonce);
        journal.WriteAt(Place(next), record.AsSpan(0, head.RecordLength));
        journal.Sync();
        InFlight = head;
        next++;
    }

    /// <summary>Takes the disk space of the records of so many chunks: a disk that is full says so before anything is touched.</summary>
    public void Allocate(long chunks) => journal.Allocate(0, Place(header.Mode == JournalMode.Resume ? Math.Min(chunks, 2) - 1 : chunks - 1) + Place(1) - Place(0));

    /// <summary>Finds the record of the chunk in flight: the whole one with the highest number.</summary>
    public void Find()
    {
        InFlight = null;
        if (header.Mode == JournalMode.Resume)
        {
            RecordHead? other = ReadRecord(1, number => number % 2 == 1);
            InFlight = ReadRecord(0, number => number % 2 == 0);
            InFlight = other is { } head && !(InFlight?.Number > head.Number) ? other : InFlight;
        }
        else
        {
            for (long number = 0; ReadRecord(number, found => found == number) is { } head; number++)
            {
                InFlight = head;
            }
        }

        next = InFlight is { } last ? last.Number + 1 : 0;
    }

    /// <summary>Reads the record of this number into <see cref="Payload"/>; null where it is not there, or torn.</summary>
    public RecordHead? Read(long number) => ReadRecord(number, found => found == number);

    /// <summary>What is kept besides the chunks.</summary>
    public KeptBytes Kept => new(journal, header);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(record);
        journal.Dispose();
    }

    internal static JournalReport Inspect(
        IStableFile journal, JournalHeader header, IStableFile target, FileIdentity identity, Func<JournalHeader, long>? finalLength, CancellationToken cancellation)
    {
        if (identity.Number != header.Identity.Number || (target.Length != header.TargetLength && target.Length != finalLength?.Invoke(header)))
        {
            return new(JournalState.Foreign, header, 0, 0, 0, Recovery.NotTheFile(header, target, identity));
        }

        ResumeJournal reader = new(journal, header);
        reader.Find();
        ArrayPool<byte>.Shared.Return(reader.record);
        if (!KeptBytes.AreWhole(journal, header, cancellation))
        {
            return reader.InFlight is null
                ? new(JournalState.Torn, header, 0, 0, 0, "the journal was never finished; the file was not touched")
                : new(JournalState.Damaged, header, reader.next, 0, reader.Position, "the journal is damaged, and what the rest of the change needs is lost with it: restore the file from a backup, then delete the journal");
        }

        return new(JournalState.Resumable, header, reader.next, reader.InFlight?.PayloadLength ?? 0, reader.Position, "")
        {
            IsUndoing = reader.InFlight?.Kind == RecordKind.Undoing,
        };
    }

    private RecordHead? ReadRecord(long number, Func<long, bool> isExpected)
    {
        long place = Place(number);
        if (journal.Length < place + RecordHead.EncodedLength + sizeof(uint))
        {
            return null;
        }

        journal.ReadAt(place, record.AsSpan(0, RecordHead.EncodedLength));
        if (RecordHead.Decode(record, header.ChunkLength) is not { Kind: RecordKind.Chunk or RecordKind.ChunkBack or RecordKind.Undoing } head
            || !isExpected(head.Number) || journal.Length < place + head.RecordLength)
        {
            return null;
        }

        journal.ReadAt(place, record.AsSpan(0, head.RecordLength));
        return Checksum.Matches(record.AsSpan(0, head.RecordLength), header.Nonce) ? head : null;
    }

    private long Place(long number)
    {
        long start = Align(header.EncodedLength + KeptBytes.EncodedLength(header.KeptLength));
        long length = Align(RecordHead.EncodedLength + (long)header.ChunkLength + sizeof(uint));
        return start + ((header.Mode == JournalMode.Resume ? number % 2 : number) * length);
    }

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
