using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Puts the old bytes of a sealed undo journal back. Idempotent: stopped anywhere and run again, it comes to the same end.</summary>
internal sealed record UndoPutBack
{
    private const int Block = 1 << 20;

    /// <summary>Closes the gap at this offset and of this length.</summary>
    public Action<long, long>? CloseGap { get; init; }

    /// <summary>Below this offset nothing was changed.</summary>
    public long Start { get; init; }

    /// <summary>From this offset on nothing was changed.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>Told the bytes put back.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Stops it between two records; the journal is still there.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Does it. The journal has been read whole before, or was made by this process. The target is not synced.</summary>
    public static void Run(IByteTarget journal, JournalHeader header, IByteTarget target, UndoPutBack how)
    {
        // The gap goes first: the offsets of the old bytes count in the file without it.
        if (ExtentRecords.ReadGap(new(journal, header)) is { } gap)
        {
            how.Cancellation.ThrowIfCancellationRequested();
            (long place, string? refusal) = GapEvidence.Find(gap, target, header.TargetLength);
            if (refusal is not null)
            {
                throw new Errors.ContainerException(refusal, gap.Offset);
            }

            if (place >= 0)
            {
                (how.CloseGap ?? throw new InvalidOperationException("the journal has a gap and nothing to close it"))(place, gap.Length);
            }
        }

        WritePace pace = new(target.WriteBack);
        UndoJournalReader reader = new(journal, header);
        long done = 0;
        while (reader.Next(IsWanted))
        {
            how.Cancellation.ThrowIfCancellationRequested();
            RecordHead record = reader.Current;
            if (record.Kind is RecordKind.Gap or RecordKind.Extents or RecordKind.After || !IsWanted(record))
            {
                continue;
            }

            if (record.Kind == RecordKind.Cloned)
            {
                PutCloneBack(journal, reader.PlaceOfClone, record, target, pace, how.Cancellation);
            }
            else
            {
                target.WriteAt(record.Offset, reader.OldBytes);
                pace.Wrote(record.Offset, record.Length);
            }

            how.Progress?.Report(done += record.Length);
        }

        bool IsWanted(RecordHead record) => record.Offset < how.End && record.Offset + record.Length > how.Start;
    }

    // Blocks are shared again where that can be, else copied, but not over the same bytes. Writing to a shared block takes a new one, and a full disk may be
    // why this is going on.
    private static void PutCloneBack(IByteTarget journal, long place, RecordHead record, IByteTarget target, WritePace pace, CancellationToken cancellation)
    {
        if (target.TryClone(record.Offset, journal, place, record.Length))
        {
            return;
        }

        byte[] old = new byte[Math.Min(Block, record.Length)];
        byte[] now = new byte[old.Length];
        for (long done = 0; done < record.Length; done += old.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int length = (int)Math.Min(old.Length, record.Length - done);
            journal.ReadAt(place + done, old.AsSpan(0, length));
            target.ReadAt(record.Offset + done, now.AsSpan(0, length));
            if (!old.AsSpan(0, length).SequenceEqual(now.AsSpan(0, length)))
            {
                target.WriteAt(record.Offset + done, old.AsSpan(0, length));
                pace.Wrote(record.Offset + done, length);
            }
        }
    }
}
