using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Fills an undo journal with the bytes that a change overwrites. Old bytes are copied, or their blocks are shared. Where the change's writes are known,
/// digests of the new bytes are added.
/// </summary>
internal sealed class UndoJournalFilling : IDisposable
{
    // Of shared blocks, so much at either end is compared in recovery.
    private const long ComparedOfClone = 1 << 20;

    private readonly IByteTarget journal;
    private readonly IByteTarget target;
    private readonly UndoJournalOptions options;
    private readonly UndoJournalWriter writer;
    private readonly OldBytesReader reader;
    private bool clones = true;
    private long sum;
    private long copied;

    // The part of the range at hand whose blocks are shared.
    private (long Start, long End) shared;

    public UndoJournalFilling(IByteTarget journal, JournalHeader header, IByteTarget target, UndoJournalOptions options)
    {
        (this.journal, this.target, this.options) = (journal, target, options);
        writer = new(journal, header);
        reader = new(target);
    }

    /// <summary>Whether large ranges share their blocks with the journal.</summary>
    public bool IsCloned { get; private set; }

    /// <summary>Keeps the old bytes of ranges of which nobody knows what will stand there.</summary>
    public void Add(IEnumerable<(long Offset, long Length)> ranges)
    {
        foreach ((long start, long length) in ranges)
        {
            Share(start, start + length);
            Copy(start, shared.Start, default);
            Copy(shared.End, start + length, default);
        }
    }

    /// <summary>Keeps the old bytes of a change's ranges, cut where its writes are, with the digests of what those leave.</summary>
    public void Add(IEnumerable<ForeseenPart> parts)
    {
        foreach (ForeseenPart part in parts)
        {
            using IEnumerator<(long Offset, long Length)> ranges = part.Ranges.GetEnumerator();
            (long start, long end) = Next(ranges);
            part.Rehearse((offset, bytes) =>
            {
                options.Cancellation.ThrowIfCancellationRequested();
                long until = offset + bytes.Length;
                while (start < until)
                {
                    long from = Math.Max(start, offset);
                    long to = Math.Min(end, until);
                    if (to > from)
                    {
                        Keep(from, bytes[(int)(from - offset)..(int)(to - offset)]);
                    }

                    if (end > until)
                    {
                        return;
                    }

                    (start, end) = Next(ranges);
                }
            });
            if (start != long.MaxValue)
            {
                throw new InvalidOperationException($"the change announced bytes {start} to {end}, and writes none there");
            }
        }
    }

    /// <summary>Ends the journal. Not durable until it is synced.</summary>
    public void End(GapOpening? gap)
    {
        if (gap is not null)
        {
            writer.AddGap(gap);
        }

        if (IsCloned)
        {
            // Shared blocks have no checksum: that they are there is what the seal says.
            journal.Sync();
        }

        writer.Seal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        writer.Dispose();
        reader.Dispose();
    }

    private (long Start, long End) Next(IEnumerator<(long Offset, long Length)> ranges)
    {
        if (!ranges.MoveNext())
        {
            return (long.MaxValue, long.MaxValue);
        }

        (long start, long length) = ranges.Current;
        Share(start, start + length);
        return (start, start + length);
    }

    // Whole blocks are shared, and what they leave at both ends is copied.
    private void Share(long start, long end)
    {
        long from = UndoJournalWriter.PlaceOfClone(start);
        long to = end / FileExtents.Alignment * FileExtents.Alignment;
        shared = (end, end);
        if (clones && to - from >= options.ClonedFrom)
        {
            clones = writer.TryAddCloned(target, from, to - from);
            if (clones)
            {
                IsCloned = true;
                shared = (from, to);
                options.Progress?.Report(sum += to - from);
            }
        }
    }

    // Bytes that one write leaves.
    private void Keep(long offset, ReadOnlySpan<byte> bytes)
    {
        long end = offset + bytes.Length;
        Copy(offset, Math.Min(end, shared.Start), bytes);
        Tell(Math.Max(offset, shared.Start), Math.Min(Math.Min(end, shared.End), shared.Start + ComparedOfClone), offset, bytes);
        Tell(Math.Max(offset, Math.Max(shared.End - ComparedOfClone, shared.Start + ComparedOfClone)), Math.Min(end, shared.End), offset, bytes);
        if (end > shared.End)
        {
            long from = Math.Max(offset, shared.End);
            Copy(from, end, bytes[(int)(from - offset)..]);
        }
    }

    private void Copy(long from, long to, ReadOnlySpan<byte> after)
    {
        if (from >= to)
        {
            return;
        }

        copied += to - from;
        if (copied > options.CopyLimit)
        {
            throw new ViewException($"the change overwrites more than the {Plural.Of(options.CopyLimit, "byte")} that the journal may keep: allow more with --undo-limit SIZE (the journal needs that much disk space), or do without on a scratch file with --no-journal");
        }

        while (from < to)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int piece = (int)Math.Min(to - from, after.IsEmpty ? RecordHead.MaximumPayload : RecordHead.MaximumReplaced);
            int digests = after.IsEmpty ? 0 : SectorDigests.LengthOf(from, piece);
            Span<byte> payload = writer.Payload(piece + digests);
            reader.Read(from, payload[..piece]);
            if (after.IsEmpty)
            {
                writer.AddOld(from, piece);
            }
            else
            {
                SectorDigests.Write(from, after[..piece], payload[piece..]);
                writer.AddReplaced(from, piece, digests);
                after = after[piece..];
            }

            from += piece;
            options.Progress?.Report(sum += piece);
        }
    }

    private void Tell(long from, long to, long offset, ReadOnlySpan<byte> bytes)
    {
        while (from < to)
        {
            int piece = (int)Math.Min(to - from, RecordHead.MaximumReplaced);
            int digests = SectorDigests.LengthOf(from, piece);
            SectorDigests.Write(from, bytes.Slice((int)(from - offset), piece), writer.Payload(digests));
            writer.AddAfter(from, piece, digests);
            from += piece;
        }
    }
}
