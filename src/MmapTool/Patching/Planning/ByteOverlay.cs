using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>A range of the file, and where its new bytes are stored.</summary>
internal readonly record struct OverlayEntry(long Offset, long Length, long Position)
{
    public long End => Offset + Length;

    public OverlayEntry From(long offset) => new(offset, End - offset, Position + offset - Offset);

    public OverlayEntry Until(long offset) => this with { Length = offset - Offset };

    /// <summary>The first of sorted, disjoint entries that ends after an offset.</summary>
    public static int FirstEndingAfter(OverlayEntry[] level, long offset)
    {
        int low = 0;
        int high = level.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (level[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}

/// <summary>
/// New bytes over the file, of which the later hide the earlier.
/// </summary>
/// <remarks>
/// A million edits at random places, with reads between any two of them, are to cost little more than sorting them. So this is what storage engines call a
/// log-structured merge. There are a few pending entries, and levels of sorted, disjoint entries, each several times as long as the next newer one. Entries
/// are moved about log n times in all, and a read searches log n levels.
/// </remarks>
internal sealed class ByteOverlay(BlobStore store)
{
    // More moves, but fewer levels to search, than with 2.
    private const long Growth = 4;
    private readonly OverlayEntry[] pending = new OverlayEntry[64];
    private readonly List<OverlayEntry[]> levels = [];
    private int pendingCount;

    /// <summary>Whether nothing has been put.</summary>
    public bool IsEmpty => pendingCount == 0 && levels.Count == 0;

    /// <summary>Puts new bytes over whatever is there.</summary>
    public void Put(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        pending[pendingCount++] = new(offset, bytes.Length, store.Append(bytes));
        if (pendingCount == pending.Length)
        {
            Settle();
        }
    }

    /// <summary>Copies what new bytes there are over a buffer that holds the bytes from <paramref name="offset"/> on.</summary>
    public void Paint(long offset, Span<byte> buffer)
    {
        foreach (OverlayEntry[] level in levels)
        {
            for (int index = OverlayEntry.FirstEndingAfter(level, offset); index < level.Length && level[index].Offset < offset + buffer.Length; index++)
            {
                Paint(level[index], offset, buffer);
            }
        }

        foreach (OverlayEntry entry in pending.AsSpan(0, pendingCount))
        {
            Paint(entry, offset, buffer);
        }
    }

    /// <summary>The entries that touch a range, in no order, hidden ones among them.</summary>
    public IEnumerable<OverlayEntry> Touching(long start, long end)
    {
        foreach (OverlayEntry[] level in levels)
        {
            for (int index = OverlayEntry.FirstEndingAfter(level, start); index < level.Length && level[index].Offset < end; index++)
            {
                yield return level[index];
            }
        }

        for (int index = 0; index < pendingCount; index++)
        {
            if (pending[index].Offset < end && pending[index].End > start)
            {
                yield return pending[index];
            }
        }
    }

    /// <summary>All entries, sorted by offset and disjoint.</summary>
    public OverlayEntry[] ToSorted()
    {
        Settle();
        while (levels.Count > 1)
        {
            MergeNewestTwo();
        }

        return levels.Count == 0 ? [] : levels[0];
    }

    private void Paint(OverlayEntry entry, long offset, Span<byte> buffer)
    {
        long start = Math.Max(entry.Offset, offset);
        long end = Math.Min(entry.End, offset + buffer.Length);
        if (start < end)
        {
            store.ReadAt(entry.Position + start - entry.Offset, buffer[(int)(start - offset)..(int)(end - offset)]);
        }
    }

    private void Settle()
    {
        if (pendingCount == 0)
        {
            return;
        }

        levels.Add(Sorted(pending.AsSpan(0, pendingCount)));
        pendingCount = 0;
        while (levels.Count > 1 && levels[^2].Length <= Growth * levels[^1].Length)
        {
            MergeNewestTwo();
        }
    }

    private void MergeNewestTwo()
    {
        OverlayEntry[] merged = Merge(levels[^2], levels[^1]);
        levels.RemoveAt(levels.Count - 1);
        levels[^1] = merged;
    }

    private static OverlayEntry[] Sorted(ReadOnlySpan<OverlayEntry> entries)
    {
        OverlayEntry[] sorted = entries.ToArray();
        Array.Sort(sorted, (left, right) => left.Offset.CompareTo(right.Offset));
        for (int index = 1; index < sorted.Length; index++)
        {
            if (sorted[index - 1].End > sorted[index].Offset)
            {
                int half = entries.Length / 2;
                return Merge(Sorted(entries[..half]), Sorted(entries[half..]));
            }
        }

        return sorted;
    }

    private static OverlayEntry[] Merge(OverlayEntry[] older, OverlayEntry[] newer)
    {
        OverlayEntry[] merged = new OverlayEntry[older.Length + newer.Length];
        int count = 0;
        int next = 0;
        OverlayEntry left = older[0];
        foreach (OverlayEntry entry in newer)
        {
            while (next < older.Length)
            {
                if (left.Offset < entry.Offset)
                {
                    if (left.End <= entry.Offset)
                    {
                        Add(left);
                        Advance();
                        continue;
                    }

                    Add(left.Until(entry.Offset));
                    left = left.From(entry.Offset);
                }

                if (left.End > entry.End)
                {
                    left = left.Offset < entry.End ? left.From(entry.End) : left;
                    break;
                }

                Advance();
            }

            Add(entry);
        }

        while (next < older.Length)
        {
            Add(left);
            Advance();
        }

        return count == merged.Length ? merged : merged[..count];

        void Add(OverlayEntry entry)
        {
            if (count == merged.Length)
            {
                // One of the newer has cut one of the older in two.
                Array.Resize(ref merged, count + newer.Length);
            }

            merged[count++] = entry;
        }

        void Advance() => left = ++next < older.Length ? older[next] : default;
    }
}
