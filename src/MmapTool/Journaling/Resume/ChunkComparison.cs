using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// A file that is not written, only compared: first with a chunk's old bytes, then with its new ones. Each sector must hold the old bytes or the new ones, or
/// the one up to a byte and the other from there. A write of a part of the chunk may have ended in it.
/// </summary>
/// <param name="target">The file.</param>
/// <param name="zerosFrom">From this byte on zeros do for old bytes: see <see cref="IChunkedChange.ZerosFrom"/>.</param>
internal sealed class ChunkComparison(IByteTarget target, long zerosFrom) : IByteTarget, IDisposable
{
    private readonly Lock gate = new();

    // Sectors that are not as they were, as they were; and as they are to be.
    private readonly SectorImages old = new();
    private readonly SectorImages after = new();
    private bool isAfter;

    public string Name => target.Name;

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
        Span<byte> images = stackalloc byte[3 * SectorDigests.Sector];
        foreach (long sector in old.Sectors)
        {
            long start = sector * SectorDigests.Sector;
            int bytes = LengthOf(sector);
            Span<byte> before = images[..bytes];
            Span<byte> now = images.Slice(SectorDigests.Sector, bytes);
            Span<byte> next = images.Slice(2 * SectorDigests.Sector, bytes);
            old.TryRead(sector, before);
            target.ReadAt(start, now);
            if (!after.TryRead(sector, next))
            {
                before.CopyTo(next);
            }

            for (int index = (int)Math.Clamp(zerosFrom - start, 0, now.Length); index < now.Length; index++)
            {
                now[index] = now[index] == 0 ? before[index] : now[index];
            }

            if (!MayBe(now, before, next))
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
            Span<byte> image = stackalloc byte[SectorDigests.Sector];
            for (long sector = offset / SectorDigests.Sector; sector * SectorDigests.Sector < end; sector++)
            {
                Span<byte> before = image[..LengthOf(sector)];
                if (old.TryRead(sector, before))
                {
                    long start = sector * SectorDigests.Sector;
                    long from = Math.Max(start, offset);
                    long to = Math.Min(start + before.Length, end);
                    before[(int)(from - start)..(int)(to - start)].CopyTo(buffer[(int)(from - offset)..]);
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
        Span<byte> image = stackalloc byte[SectorDigests.Sector];
        lock (gate)
        {
            for (int done = 0; done < bytes.Length;)
            {
                (long sector, long within) = Math.DivRem(offset + done, SectorDigests.Sector);
                int length = (int)Math.Min(SectorDigests.Sector - within, bytes.Length - done);
                ReadOnlySpan<byte> piece = bytes.Slice(done, length);
                Span<byte> whole = image[..LengthOf(sector)];
                if (isAfter)
                {
                    if (after.TryRead(sector, whole) || old.TryRead(sector, whole))
                    {
                        piece.CopyTo(whole[(int)within..]);
                        after.Write(sector, whole);
                    }
                }
                else if (old.Contains(sector) || !piece.SequenceEqual(there.AsSpan(done, length)))
                {
                    if (!old.TryRead(sector, whole))
                    {
                        target.ReadAt(sector * SectorDigests.Sector, whole);
                    }

                    piece.CopyTo(whole[(int)within..]);
                    old.Write(sector, whole);
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
        old.Dispose();
        after.Dispose();
    }

    // Less than a sector at the end of the file.
    private int LengthOf(long sector) => (int)Math.Clamp(Length - (sector * SectorDigests.Sector), 0, SectorDigests.Sector);

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
