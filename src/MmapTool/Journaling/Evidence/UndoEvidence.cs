using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Whether a file holds only bytes that the change can have left there, in the ranges of a whole undo journal. These are sector by sector the old bytes or
/// the new ones, in any mixture. A recovery that was stopped leaves the same.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="target">The file, of the length that it had before the change.</param>
internal sealed class UndoEvidence(IByteTarget journal, IByteTarget target)
{
    private readonly SectorTally tally = new();
    private byte[] there = [];
    private byte[] old = [];

    // The shared range that digests follow.
    private (long Offset, long Length, long Place) shared;

    /// <summary>The first byte of a sector that holds neither; -1 where none was found.</summary>
    public long Altered { get; private set; } = -1;

    /// <summary>The comparison that was made, for people.</summary>
    public string Summary => tally.Old + tally.New > 0 ? tally.ToString() : "the file's identity and length alone";

    /// <summary>Compares a record with the file.</summary>
    public void Add(UndoJournalReader reader)
    {
        RecordHead record = reader.Current;
        switch (record.Kind)
        {
            case RecordKind.Cloned:
                shared = (record.Offset, record.Length, reader.PlaceOfClone);
                break;
            case RecordKind.Replaced when Altered < 0 && IsInside(record):
                Compare(record, reader.OldBytes, reader.Digests);
                break;
            case RecordKind.After when Altered < 0 && IsInside(record) && record.Offset >= shared.Offset && record.Length <= shared.Offset + shared.Length - record.Offset:
                Span<byte> before = Room(ref old, record);
                journal.ReadAt(shared.Place + record.Offset - shared.Offset, before);
                Compare(record, before, reader.Digests);
                break;
        }
    }

    /// <summary>The message about what was found altered.</summary>
    public static string Refusal(long place) =>
        $"in the {Plural.Of(SectorDigests.Sector, "byte")} around byte {place} the file is neither as it was before the change nor as it is after it: a copy was put back, or something else has written there. {Discarding}";

    /// <summary>The way out of a journal that is not for this file.</summary>
    public const string Discarding = "Nothing was changed; if the file is as you want it, 'recover --discard' forgets the journal";

    private void Compare(RecordHead record, ReadOnlySpan<byte> before, ReadOnlySpan<byte> digests)
    {
        Span<byte> now = Room(ref there, record);
        target.ReadAt(record.Offset, now);
        Altered = SectorDigests.FirstOfNeither(record.Offset, now, before, digests, tally);
    }

    private bool IsInside(RecordHead record) => record.Offset <= target.Length - record.Length;

    // At most as long as a record's old bytes.
    private static Span<byte> Room(ref byte[] buffer, RecordHead record)
    {
        buffer = buffer.Length >= record.Length ? buffer : new byte[Math.Max(record.Length, 64 << 10)];
        return buffer.AsSpan(0, (int)record.Length);
    }
}
