namespace MmapTool.Journaling;

/// <summary>
/// A file that is not written, only compared: first with a chunk's old bytes, then with its new ones. Each sector must hold the old bytes or the new
/// ones, or the one up to a byte and the other from there: a write of a part of the chunk may have ended in it.
/// </summary>
/// <param name="target">The file.</param>
/// <param name="zerosFrom">From this byte on zeros do for old bytes: see <see cref="IChunkedChange.ZerosFrom"/>.</param>
internal sealed class ChunkComparison(IStableFile target, long zerosFrom) : IStableFile
{
    private readonly Lock gate = new();

    // Sectors that are not as they were, as they were; and as they are to be.
    private readonly Dictionary<long, byte[]> old = [];
    private readonly Dictionary<long, byte[]> after = [];
    private bool isAfter;

    public long Length => target.Length;

    /// <summary>Sectors that were not as before the change, so far.</summary>
    public long Changed { get; private set; }

    /// <summary>From now on what is written are new bytes.</summary>
    public void BeginNew() => isAfter = true;

    /// <summary>Judges what was written since the last time, and forgets it.</summary>
    /// <returns>Where a sector begins that holds neither; -1 where there is none.</returns>
    public long End()
    {
        long found = -1;
        foreach ((long sector, byte[] before) in old)
        {
            byte[] now = new byte[before.Length];
            long start = sector * SectorDigests.Sector;
            target.ReadAt(start, now);
            for (int index = (int)Math.Clamp(zerosFrom - start, 0, now.Length); index < now.Length; index++)
            {
                now[index] = now[index] == 0 ? before[index] : now[index];
            }

            if (!MayBe(now, before, after.GetValueOrDefault(sector) ?? before))
            {
                found = found < 0 ? start : Math.Min(found, start);
            }
        }

        Changed += old.Count;
        old.Clear();
        after.Clear();
        isAfter = false;
        return found;
    }

    /// <summary>The file as it was before the chunk was changed, as far as that has been written.</summary>
    public void ReadAt(long offset, Span<byte> buffer)
    {
        target.ReadAt(offset, buffer);
        lock (gate)
        {
            if (old.Count == 0)
            {
                return;
            }

            long end = offset + buffer.Length;
            for (long sector = offset / SectorDigests.Sector; sector * SectorDigests.Sector < end; sector++)
            {
                if (old.TryGetValue(sector, out byte[]? before))
                {
                    long start = sector * SectorDigests.Sector;
                    long from = Math.Max(start, offset);
                    long to = Math.Min(start + before.Length, end);
                    before.AsSpan((int)(from - start), (int)(to - from)).CopyTo(buffer[(int)(from - offset)..]);
                }
            }
        }
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        // A file that has got shorter already has nothing behind its end.
        bytes = bytes[..(int)Math.Clamp(Length - offset, 0, bytes.Length)];
        if (bytes.IsEmpty)
        {
            return;
        }

        byte[] there = new byte[bytes.Length];
        target.ReadAt(offset, there);
        lock (gate)
        {
            for (int done = 0; done < bytes.Length;)
            {
                (long sector, long within) = Math.DivRem(offset + done, SectorDigests.Sector);
                int length = (int)Math.Min(SectorDigests.Sector - within, bytes.Length - done);
                ReadOnlySpan<byte> piece = bytes.Slice(done, length);
                if (isAfter)
                {
                    if (old.TryGetValue(sector, out byte[]? before))
                    {
                        piece.CopyTo((after.TryGetValue(sector, out byte[]? image) ? image : after[sector] = [.. before]).AsSpan((int)within));
                    }
                }
                else if (old.ContainsKey(sector) || !piece.SequenceEqual(there.AsSpan(done, length)))
                {
                    piece.CopyTo(Image(sector).AsSpan((int)within));
                }

                done += length;
            }
        }
    }

    public void Sync()
    {
        // Nothing is written.
    }

    public void Dispose()
    {
        // The file is its owner's.
    }

    private byte[] Image(long sector)
    {
        if (!old.TryGetValue(sector, out byte[]? image))
        {
            long start = sector * SectorDigests.Sector;
            image = new byte[Math.Min(SectorDigests.Sector, Length - start)];
            target.ReadAt(start, image);
            old[sector] = image;
        }

        return image;
    }

    private static bool MayBe(ReadOnlySpan<byte> now, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
        now.CommonPrefixLength(before) + CommonSuffix(now, after) >= now.Length || now.CommonPrefixLength(after) + CommonSuffix(now, before) >= now.Length;

    private static int CommonSuffix(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int length = 0;
        while (length < left.Length && left[^(length + 1)] == right[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
