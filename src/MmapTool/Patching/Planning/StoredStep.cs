using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>Bytes that were worked out when the plan was made: sorted, disjoint ranges.</summary>
internal sealed class StoredStep(OverlayEntry[] entries, BlobStore store) : PlanStep
{
    // Pages of 4 KiB are the smallest there are: between ranges that are closer than that lies no page that has none of them.
    private const long Page = 4096;

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

    /// <summary>The step without zeros that would be written into holes; <see langword="null"/> where nothing is left of it.</summary>
    /// <param name="target">The file, which no step before this one has changed here.</param>
    public StoredStep? WithoutZerosIn(IByteTarget target)
    {
        List<OverlayEntry> left = new(entries.Length);
        (long Start, long End) hole = (0, 0);
        byte[] buffer = [];
        bool isWhole = true;
        foreach (OverlayEntry entry in entries)
        {
            OverlayEntry rest = entry;
            while (rest.Length > 0)
            {
                if (rest.Offset >= hole.End)
                {
                    hole = target.NextHole(rest.Offset);
                }

                // A part of an entry is worth a cut only where it is long.
                (long from, long to) = (Math.Max(rest.Offset, hole.Start), Math.Min(rest.End, hole.End));
                bool isInside = to > from && (to - from >= LayoutHoles.LeastHole || (from == entry.Offset && to == entry.End));
                Keep(rest.Until(to > from ? from : rest.End));
                rest = rest.From(to > from ? from : rest.End);
                while (rest.Length > 0 && rest.Offset < to)
                {
                    // A piece at a time, since there may be few other bytes in a long hole.
                    long end = Math.Min(to, rest.Offset + LayoutHoles.LeastHole);
                    if (isInside && IsZero(rest.Until(end), ref buffer))
                    {
                        isWhole = false;
                    }
                    else
                    {
                        Keep(rest.Until(end));
                    }

                    rest = rest.From(end);
                }
            }
        }

        return isWhole ? this : left.Count == 0 ? null : new([.. left], store);

        void Keep(OverlayEntry part)
        {
            if (part.Length > 0 && left.Count > 0 && left[^1].End == part.Offset && left[^1].Position + left[^1].Length == part.Position)
            {
                left[^1] = left[^1] with { Length = left[^1].Length + part.Length };
            }
            else if (part.Length > 0)
            {
                left.Add(part);
            }
        }
    }

    private bool IsZero(OverlayEntry entry, ref byte[] buffer)
    {
        if (buffer.Length == 0)
        {
            buffer = new byte[LayoutTransfer.ExtentLength];
        }

        for (long done = 0; done < entry.Length;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Length - done));
            store.ReadAt(entry.Position + done, piece);
            if (piece.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            done += piece.Length;
        }

        return true;
    }

    public override bool Covers(long offset, long length)
    {
        int index = FirstEndingAfter(offset);
        return index < entries.Length && entries[index].Offset <= offset && entries[index].End >= offset + length;
    }

    public override void Paint(IByteSource before, long offset, Span<byte> buffer)
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
    public long CountDifferences(IByteSource file)
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

    public override void Write(IByteTarget target, Action<long> written, int threads = 1)
    {
        // Ranges that lie close become one write, of what stands between them too: it dirties no page more, and a system call less.
        byte[] extent = new byte[LayoutTransfer.ExtentLength];
        for (int index = 0; index < entries.Length;)
        {
            long start = entries[index].Offset;
            long end = entries[index].End;
            long stored = entries[index].Length;
            int next = index + 1;
            for (; next < entries.Length && entries[next].Offset - end < Page && entries[next].End - start <= extent.Length; next++)
            {
                stored += entries[next].Length;
                end = entries[next].End;
            }

            if (end - start > extent.Length)
            {
                WriteLong(target, entries[index], extent, written);
            }
            else
            {
                // No longer than the extent.
                Span<byte> bytes = extent.AsSpan(0, (int)(end - start));
                if (stored < bytes.Length)
                {
                    target.ReadAt(start, bytes);
                }

                foreach (OverlayEntry entry in entries.AsSpan(index, next - index))
                {
                    store.ReadAt(entry.Position, bytes.Slice((int)(entry.Offset - start), (int)entry.Length));
                }

                target.WriteAt(start, bytes);
                written(stored);
            }

            index = next;
        }
    }

    /// <summary>Hands on its bytes alone, in the order of their offsets.</summary>
    public void ForEachPiece(Action<ReadOnlySpan<byte>> piece)
    {
        byte[] bytes = new byte[LayoutTransfer.ExtentLength];
        foreach (OverlayEntry entry in entries)
        {
            for (long done = 0; done < entry.Length;)
            {
                int length = (int)Math.Min(bytes.Length, entry.Length - done);
                store.ReadAt(entry.Position + done, bytes.AsSpan(0, length));
                piece(bytes.AsSpan(0, length));
                done += length;
            }
        }
    }

    private void WriteLong(IByteTarget target, OverlayEntry entry, byte[] extent, Action<long> written)
    {
        for (long done = 0; done < entry.Length;)
        {
            int length = (int)Math.Min(extent.Length, entry.Length - done);
            store.ReadAt(entry.Position + done, extent.AsSpan(0, length));
            target.WriteAt(entry.Offset + done, extent.AsSpan(0, length));
            written(length);
            done += length;
        }
    }

    private int FirstEndingAfter(long offset) => OverlayEntry.FirstEndingAfter(entries, offset);
}
