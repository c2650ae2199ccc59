using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Whether an undo journal that is not whole was torn while it was made, or damaged later. It is synced before the target is touched, so
/// that a torn one means an untouched target; and then every old byte it holds still stands there. Where one does not, it is the
/// journal that has been damaged since.
/// </summary>
internal static class TornJournalCheck
{
    private const int Window = 1 << 20;

    // Reading what only looks like a record takes time; so many of them, or of their bytes, were put there.
    private const int MostImpostors = 1000;
    private const long MostImpostorBytes = MostImpostors * (long)RecordHead.MaximumPayload;

    private static ReadOnlySpan<byte> RecordMagic => "JREC"u8;

    /// <summary>Looks in a journal whose header is not whole; the records may still be.</summary>
    public static bool OfChange(IByteTarget journal, IByteTarget target)
    {
        Span<byte> start = stackalloc byte[32];
        if (journal.Length < start.Length)
        {
            return false;
        }

        journal.ReadAt(0, start);
        return OfChange(journal, new Guid(start[16..]), start.Length, target);
    }

    /// <summary>Looks for a whole record, wherever it is, whose old bytes do not stand in the target any more.</summary>
    public static bool OfChange(IByteTarget journal, Guid nonce, long from, IByteTarget target)
    {
        byte[] window = new byte[Window];
        byte[] old = new byte[RecordHead.MaximumPayload];
        byte[] now = new byte[RecordHead.MaximumPayload];
        int impostors = 0;
        long impostorBytes = 0;
        for (long place = from; place >= 0 && journal.Length - place >= RecordHead.EncodedLength + sizeof(uint);)
        {
            Span<byte> seen = window.AsSpan(0, (int)Math.Min(Window, journal.Length - place));
            journal.ReadAt(place, seen);
            int found = seen.IndexOf(RecordMagic);
            if (found < 0)
            {
                // The magic may lie across the end of the window.
                place += Math.Max(1, seen.Length - RecordMagic.Length + 1);
                continue;
            }

            place += found;
            RecordHead? like = HeadAt(journal, place);
            if (like is not { } head || !RecordChecksum.IsWhole(journal, place, head, nonce))
            {
                if (++impostors > MostImpostors || (impostorBytes += like?.PayloadLength ?? 0) > MostImpostorBytes)
                {
                    return true;
                }

                place += RecordMagic.Length;
                continue;
            }

            if (IsChanged(journal, place, head, target, old, now))
            {
                return true;
            }

            // Shared blocks are the target's own bytes, whatever they look like.
            place += head.RecordLength;
            place = head.Kind == RecordKind.Cloned ? UndoJournalWriter.PlaceOfClone(place) + head.Length : place;
        }

        return false;
    }

    private static bool IsChanged(IByteTarget journal, long place, RecordHead head, IByteTarget target, byte[] old, byte[] now)
    {
        if (head.Kind is RecordKind.Gap or RecordKind.Extents or RecordKind.Seal or RecordKind.Cloned or RecordKind.Kept or RecordKind.After)
        {
            return false;
        }

        // The records of a chunked change are synced one by one, and acted on.
        if (head.Kind is not (RecordKind.Old or RecordKind.Replaced) || head.Length > head.PayloadLength)
        {
            return true;
        }

        // At most the payload.
        Span<byte> there = now.AsSpan(0, (int)head.Length);
        if (head.Offset > target.Length - there.Length)
        {
            return true;
        }

        target.ReadAt(head.Offset, there);
        Span<byte> before = old.AsSpan(0, there.Length);
        journal.ReadAt(place + RecordHead.EncodedLength, before);
        return !there.SequenceEqual(before);
    }

    // A chunk's record is as long as a chunk, all others are short.
    private static RecordHead? HeadAt(IByteTarget journal, long place) =>
        RecordChecksum.HeadAt(journal, place, JournalHeader.MaximumChunkLength) is { } head
            && (head.PayloadLength <= RecordHead.MaximumPayload || head.Kind is RecordKind.Chunk or RecordKind.ChunkBack)
            ? head
            : null;
}
