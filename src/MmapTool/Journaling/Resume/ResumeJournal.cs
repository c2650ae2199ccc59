using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The protection of a chunked change in the resume modes. The old bytes of the chunk in flight are in the journal before the chunk is touched. Every chunk
/// is synced before the next one's are.
/// </summary>
/// <remarks>
/// <para>
/// The state of the target is one number, the position p. The elements before p are new, those from p on are old, and the chunk in flight is in between. The
/// last whole record names the chunk in flight; putting its bytes back makes p its near end. Going forward (finish) and back (undo) are the same motion in
/// two directions, and each can be stopped and turned at any point.
/// </para>
/// <para>
/// Records take two places in turn, so that one that is torn leaves the one before it whole. The chunk before is then in flight still, although it was done:
/// it is put back and done again. Where the whole undo is kept, every record has a place of its own, behind the one before it. Records differ in length
/// there: a process with less memory than the one that began makes shorter ones.
/// </para>
/// <code>
///   header | kept | record 0 or 2 or 4 … | record 1 or 3 or 5 … |          header | kept | record 0 | record 1 | record 2 | …
/// </code>
/// </remarks>
internal sealed class ResumeJournal : IDisposable
{
    private const int Alignment = 4096;
    private readonly IJournalFile journal;
    private readonly JournalHeader header;

    // Where the records begin and the next one will, in a journal that keeps all.
    private readonly List<long> starts;
    private byte[] record = [];
    private RecordHead ahead;
    private long next;

    public ResumeJournal(IJournalFile journal, JournalHeader header)
    {
        this.journal = journal;
        this.header = header;
        starts = [Align(header.EncodedLength + KeptBytes.EncodedLength(header.KeptLength))];
    }

    /// <summary>The record of the chunk in flight; <see langword="null"/> where none was begun.</summary>
    public RecordHead? InFlight { get; private set; }

    /// <summary>The evidence in the record of the chunk in flight; <see langword="null"/> where there is none.</summary>
    public DoneChunk? Done { get; private set; }

    /// <summary>Whether its records hold evidence.</summary>
    public bool HasEvidence => header.Version > 1;

    // Version 1 has no evidence, and a journal stays of its version.
    private int EvidenceLength => header.Version > 1 ? DoneChunk.EncodedLength : 0;

    /// <summary>Room for the old bytes of the next record: fill it, then call <see cref="WriteAhead"/> and <see cref="Protect"/>.</summary>
    public Memory<byte> Payload(int length)
    {
        // Not from the pool, which gives up to twice as much and keeps it.
        int needed = RecordHead.EncodedLength + EvidenceLength + length + sizeof(uint);
        record = record.Length >= needed ? record : GC.AllocateUninitializedArray<byte>(needed);
        return record.AsMemory(RecordHead.EncodedLength + EvidenceLength, length);
    }

    /// <summary>Whether all elements are old once the chunk in flight has been put back.</summary>
    public bool IsAtBeginning => InFlight is null or { Kind: RecordKind.Chunk, Number: 0 } || Position == 0;

    /// <summary>Elements that are new, once the chunk in flight has been put back.</summary>
    public long Position => InFlight is { } head ? (head.Kind == RecordKind.ChunkBack ? head.Offset + head.Length : head.Offset) : 0;

    /// <summary>
    /// Writes the old bytes in <see cref="Payload"/> where the next record is going to be, and zeros for its head. Until <see cref="Protect"/> the chunk in
    /// flight is the one before, which need not be durable yet.
    /// </summary>
    /// <param name="kind">Which way the change goes.</param>
    /// <param name="first">The chunk's first element.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="done">The evidence: elements that are new and durable when this chunk is touched, and stay so while it is changed.</param>
    public void WriteAhead(RecordKind kind, long first, long count, int length, DoneChunk? done)
    {
        RecordHead head = new(kind, next, first, count, length) { EvidenceLength = kind == RecordKind.Undoing ? 0 : EvidenceLength };
        _ = Payload(length);
        head.Encode(record);
        if (head.EvidenceLength > 0)
        {
            DoneChunk.Encode(done, record.AsSpan(RecordHead.EncodedLength));
        }

        Checksum.Append(record, head.PayloadStart + length, header.Nonce);
        record.AsSpan(0, RecordHead.EncodedLength).Clear();
        new EarlyWriteBack(journal).WriteAt(Place(next), record.AsSpan(0, head.RecordLength));
        ahead = head;
    }

    /// <summary>
    /// Makes what was written ahead durable, with its head, as the old bytes of the chunk in flight. This sync promises that the chunk can
    /// be put back; the target may be written when it returns.
    /// </summary>
    public void Protect()
    {
        RecordHead head = ahead;
        head.Encode(record);
        journal.WriteAt(Place(next), record.AsSpan(0, RecordHead.EncodedLength));
        journal.Sync();
        InFlight = head;
        Passed(head);
    }

    /// <summary>Takes the disk space of the records of so many chunks: a disk that is full says so before anything is touched.</summary>
    public void Allocate(long chunks) => journal.Allocate(0, starts[0] + ((header.Mode == JournalMode.Resume ? Math.Min(chunks, 2) : chunks) * SlotLength));

    /// <summary>Finds the record of the chunk in flight: the whole one with the highest number.</summary>
    public void Find()
    {
        (InFlight, Done, next) = (null, null, 0);
        if (header.Mode == JournalMode.Resume)
        {
            RecordHead? even = ReadRecord(0, number => number % 2 == 0);
            RecordHead? odd = ReadRecord(1, number => number % 2 == 1);
            InFlight = odd is { } head && !(even?.Number > head.Number) ? odd : even;
            next = InFlight is { } last ? last.Number + 1 : 0;
            FindDone();
            return;
        }

        starts.RemoveRange(1, starts.Count - 1);
        while (Read(next) is { } head)
        {
            InFlight = head;
            FindDone();
            Passed(head);
        }
    }

    /// <summary>The head of the record of this number; null where it is not there, or torn.</summary>
    public RecordHead? Read(long number) => ReadRecord(number, found => found == number);

    /// <summary>Hands out the old bytes of a record that has been read, in pieces; false where it is not whole any more.</summary>
    /// <param name="head">The record.</param>
    /// <param name="piece">Room for a piece.</param>
    /// <param name="use">Given the number of bytes before the piece, and the piece.</param>
    public bool ForEachPiece(RecordHead head, Memory<byte> piece, Action<int, ReadOnlySpan<byte>> use) =>
        RecordChecksum.ForEachPiece(journal, Place(head.Number), head, header.Nonce, piece, use);

    /// <summary>The bytes that are kept besides the chunks.</summary>
    public KeptBytes Kept => new(journal, header);

    public void Dispose() => journal.Dispose();

    internal static JournalReport Inspect(
        IJournalFile journal, JournalHeader header, IByteTarget target, TargetIdentity identity, Func<JournalHeader, long>? finalLength, CancellationToken cancellation)
    {
        if (!identity.MayBeOf(header) || (target.Length != header.TargetLength && target.Length != finalLength?.Invoke(header)))
        {
            return new(JournalState.Foreign, header, 0, 0, 0, JournalRecovery.NotTheFile(header, target, identity));
        }

        ResumeJournal reader = new(journal, header);
        reader.Find();
        if (!KeptBytes.AreWhole(journal, header, cancellation))
        {
            return reader.InFlight is null
                ? new(JournalState.Torn, header, 0, 0, 0, "the journal was never finished; the file was not touched")
                : new(JournalState.Damaged, header, reader.next, 0, reader.Position, "the journal is damaged, and what the rest of the change needs is lost with it: restore the file from a backup, then forget the journal by 'recover --discard'");
        }

        return new(JournalState.Resumable, header, reader.next, reader.InFlight?.PayloadLength ?? 0, reader.Position, "")
        {
            IsUndoing = reader.InFlight?.Kind == RecordKind.Undoing,
        };
    }

    private RecordHead? ReadRecord(long number, Func<long, bool> isExpected) =>
        RecordChecksum.HeadAt(journal, Place(number), header.ChunkLength) is { Kind: RecordKind.Chunk or RecordKind.ChunkBack or RecordKind.Undoing } head
            && isExpected(head.Number) && RecordChecksum.IsWhole(journal, Place(number), head, header.Nonce)
            ? head
            : null;

    private void FindDone()
    {
        Done = null;
        if (InFlight is { EvidenceLength: > 0 } head)
        {
            // Compared with its checksum, as the record was.
            byte[] evidence = new byte[head.EvidenceLength];
            journal.ReadAt(Place(head.Number) + RecordHead.EncodedLength, evidence);
            Done = DoneChunk.Decode(evidence);
        }
    }

    private void Passed(RecordHead head)
    {
        next = head.Number + 1;
        if (header.Mode != JournalMode.Resume)
        {
            starts.Add(starts[^1] + Align(head.RecordLength));
        }
    }

    private long SlotLength => Align(RecordHead.EncodedLength + EvidenceLength + (long)header.ChunkLength + sizeof(uint));

    private long Place(long number) => header.Mode == JournalMode.Resume ? starts[0] + (number % 2 * SlotLength) : starts[checked((int)number)];

    private static long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
