using MmapTool.Views;

namespace MmapTool.Patching;

/// <summary>Bytes that were worked out when the plan was made: sorted, disjoint ranges.</summary>
internal sealed class StoredStep(OverlayEntry[] entries, BlobStore store) : PlanStep
{
    public override long Start => entries[0].Offset;

    public override long End => entries[^1].End;

    public override int Depth => 0;

    public override long RangeCount => Runs.LongCount();

    public override long ByteLength => entries.Sum(entry => entry.Length);

    public override IEnumerable<StridedRun> Runs
    {
        get
        {
            OverlayEntry merged = entries[0];
            foreach (OverlayEntry entry in entries.Skip(1))
            {
                if (entry.Offset == merged.End)
                {
                    merged = merged with { Length = merged.Length + entry.Length };
                    continue;
                }

                yield return new(merged.Offset, 1, 0, merged.Length);
                merged = entry;
            }

            yield return new(merged.Offset, 1, 0, merged.Length);
        }
    }

    public override bool Covers(long offset, long length)
    {
        int index = FirstEndingAfter(offset);
        return index < entries.Length && entries[index].Offset <= offset && entries[index].End >= offset + length;
    }

    public override void Paint(IByteReader before, long offset, Span<byte> buffer)
    {
        for (int index = FirstEndingAfter(offset); index < entries.Length && entries[index].Offset < offset + buffer.Length; index++)
        {
            OverlayEntry entry = entries[index];
            long start = Math.Max(entry.Offset, offset);
            long end = Math.Min(entry.End, offset + buffer.Length);
            store.ReadAt(entry.Position + start - entry.Offset, buffer[(int)(start - offset)..(int)(end - offset)]);
        }
    }

    /// <summary>Counts the bytes that are not already in the file.</summary>
    public long CountDifferences(IByteReader file)
    {
        byte[] now = new byte[LayoutTransfer.ExtentLength];
        byte[] then = new byte[LayoutTransfer.ExtentLength];
        long count = 0;
        foreach (StridedRun run in Runs)
        {
            for (long done = 0; done < run.BlockLength; done += now.Length)
            {
                int length = (int)Math.Min(now.Length, run.BlockLength - done);
                file.ReadAt(run.Offset + done, now.AsSpan(0, length));
                Paint(file, run.Offset + done, then.AsSpan(0, length));
                for (int index = 0; index < length; index++)
                {
                    count += now[index] == then[index] ? 0 : 1;
                }
            }
        }

        return count;
    }

    public override void Write(IPatchTarget target, Action<long> written)
    {
        // Ranges that touch become one write.
        byte[] buffer = new byte[LayoutTransfer.ExtentLength];
        long start = 0;
        int filled = 0;
        foreach (OverlayEntry entry in entries)
        {
            if (entry.Offset != start + filled)
            {
                Flush(entry.Offset);
            }

            for (long done = 0; done < entry.Length;)
            {
                if (filled == buffer.Length)
                {
                    Flush(start + filled);
                }

                int taken = (int)Math.Min(buffer.Length - filled, entry.Length - done);
                store.ReadAt(entry.Position + done, buffer.AsSpan(filled, taken));
                filled += taken;
                done += taken;
            }
        }

        Flush(0);

        void Flush(long next)
        {
            if (filled > 0)
            {
                target.WriteAt(start, buffer.AsSpan(0, filled));
                written(filled);
            }

            (start, filled) = (next, 0);
        }
    }

    private int FirstEndingAfter(long offset) => OverlayEntry.FirstEndingAfter(entries, offset);
}
