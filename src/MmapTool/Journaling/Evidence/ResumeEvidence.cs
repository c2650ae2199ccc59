using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Whether a file is as a chunked change can have left it. The chunk in flight is old or new, sector by sector in any mixture. The chunk before it that was
/// changed last is new. Nothing is known of other elements.
/// </summary>
internal static class ResumeEvidence
{
    private const int Piece = 64 << 10;

    /// <summary>Compares.</summary>
    /// <returns>The comparison that was made, for people.</returns>
    /// <exception cref="ContainerException">The file holds something else.</exception>
    public static string Ensure(ResumeJournal journal, IByteTarget target, IChunkedChange change, CancellationToken cancellation)
    {
        change.EnsureEither(target);
        switch (journal.InFlight)
        {
            case null:
                return "no chunk was begun; the file's identity and length alone";
            case { Kind: RecordKind.Undoing } last:
                return EnsureEach(journal, last.Number, target, change, cancellation);
            case { } head:
                long changed = EnsureChunk(journal, head, target, change, cancellation);
                string flight = $"the chunk in flight compared, {Plural.Of(changed, "sector")} of it not as before its change";
                if (journal.Done is not { } done)
                {
                    return flight;
                }

                EnsureDone(done, target, change);
                return $"{flight}; {Plural.Of(done.Count, "element")} before it, from element {done.First} on, as after the change";
        }
    }

    // While kept bytes are being put back, any chunk may be in either state; those that were read from what others have changed can't be told again.
    private static string EnsureEach(ResumeJournal journal, long end, IByteTarget target, IChunkedChange change, CancellationToken cancellation)
    {
        if (change.ReadsItself || change.DoneSize != change.ItemSize)
        {
            return "the undoing had begun; the file's identity and length alone";
        }

        for (long number = 0; number < end; number++)
        {
            if (journal.Read(number) is { Kind: RecordKind.Chunk } head && head.Offset <= change.Count - head.Length && head.Length * change.ItemSize == head.PayloadLength)
            {
                EnsureChunk(journal, head, target, change, cancellation);
            }
        }

        return $"the undoing had begun; {Plural.Of(end, "chunk")} compared";
    }

    private static long EnsureChunk(ResumeJournal journal, RecordHead head, IByteTarget target, IChunkedChange change, CancellationToken cancellation)
    {
        using ChunkComparison comparison = new(target, change.ZerosFrom);
        int unit = change.UnitOfChunk(head.Offset);
        byte[] piece = new byte[Math.Min(head.PayloadLength, Math.Max(Piece / unit, 1) * unit)];
        byte[] scratch = new byte[piece.Length];

        // Where the new bytes are worked out from, or written over, old ones that lie elsewhere in the chunk, all of it has to be known.
        if (change.ReadsItself || change.DoneSize != change.ItemSize)
        {
            ForEach(Old);
            comparison.BeginNew();
            ForEach(New);
            Judge();
        }
        else
        {
            ForEach((before, bytes) =>
            {
                Old(before, bytes);
                comparison.BeginNew();
                New(before, bytes);
                Judge();
            });
        }

        return comparison.Changed;

        void Old(int before, ReadOnlySpan<byte> bytes) => change.WritePiece(comparison, head.Offset, head.Length, before / change.ItemSize, bytes);

        void New(int before, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(scratch);
            change.ApplyPiece(comparison, head.Offset, head.Length, before / change.ItemSize, scratch.AsMemory(0, bytes.Length));
        }

        void Judge()
        {
            long altered = comparison.End();
            if (altered >= 0)
            {
                throw new ContainerException(UndoEvidence.Refusal(altered), altered);
            }
        }

        void ForEach(Action<int, ReadOnlySpan<byte>> use)
        {
            // A record that is not whole any more is refused where it is put back.
            journal.ForEachPiece(head, piece, (before, bytes) =>
            {
                cancellation.ThrowIfCancellationRequested();
                use(before, bytes);
            });
        }
    }

    private static void EnsureDone(DoneChunk done, IByteTarget target, IChunkedChange change)
    {
        if (done.First < 0 || done.Count < 0 || done.First > change.Count - done.Count)
        {
            throw new ContainerException($"the journal's evidence does not fit the change that it names. {UndoEvidence.Discarding}", 0);
        }

        ulong now = DoneChunk.DigestOf(target, change, done.First, done.Count);
        if (now != done.New)
        {
            string found = now == done.Old ? "are as they were before the change: a backup was put back" : "are neither as before the change nor as after it: a copy was put back, or something else has written there";
            throw new ContainerException($"{Plural.Of(done.Count, "element")} from element {done.First} on, which the change had made new, {found}. {UndoEvidence.Discarding}", 0);
        }
    }
}
