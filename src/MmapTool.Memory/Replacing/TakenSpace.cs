namespace MmapTool.Memory;

/// <summary>The holes of a file that were given disk space for a change, so that they can be holes again if it is not made.</summary>
/// <param name="file">The file.</param>
internal sealed class TakenSpace(PlatformFile file)
{
    // The most ranges that are remembered, in 16 MiB of memory. A change with more holes gives back only the first ones.
    private const int Most = 1 << 20;
    private const int Look = 1 << 18;

    // The blocks of file systems that take space are at most this long; a block is a hole as a whole or not at all.
    private const long Block = 4096;
    private readonly List<(long Start, long End)> taken = [];

    /// <summary>Takes disk space for the holes of a range.</summary>
    /// <exception cref="MappedFileException">The disk has not the space; what this change has taken can still be given back.</exception>
    public void Take(long offset, long length)
    {
        long end = offset + length;
        for (long at = offset; at < end;)
        {
            long hole = file.NextHole(at);
            if (hole >= end)
            {
                return;
            }

            long data = Math.Min(end, file.NextData(hole));
            data = data > hole ? data : end;
            Fill(hole, data);
            at = data;
        }
    }

    /// <summary>Bytes of a range that lie in holes: the disk space that writing it takes at the least.</summary>
    public long Missing(long offset, long length)
    {
        long end = offset + length;
        long missing = 0;
        for (long at = offset; at < end;)
        {
            (long hole, long stop) = NextUnallocated(at, end);
            missing += stop - hole;
            at = Math.Max(stop, at + 1);
        }

        return missing;
    }

    /// <summary>Makes holes again of what was taken, where it holds nothing but zeros. A range that can't be one again stays allocated.</summary>
    public void GiveBack()
    {
        foreach ((long start, long end) in taken)
        {
            if (IsZero(start, end))
            {
                file.TryPunch(start, end - start);
            }
        }

        taken.Clear();
    }

    /// <summary>The change has been made, and needs what was taken.</summary>
    public void Keep() => taken.Clear();

    private void Fill(long start, long end)
    {
        for (long at = start; at < end;)
        {
            (long hole, long stop) = NextUnallocated(at, end);
            if (stop > hole)
            {
                // Noted before the call, because a call that fails may keep some of the space.
                Remember(hole, stop);
            }

            at = Math.Max(stop, at + 1);
        }

        file.TryAllocate(start, end - start);
    }

    // Where no space has been taken yet: space that somebody took beforehand (fallocate(1)) looks like a hole, and is not ours to give back.
    private (long Start, long End) NextUnallocated(long at, long end)
    {
        while (at < end)
        {
            if (file.NextExtent(at, end - at) is not { } extent)
            {
                // Without a map of extents, every range that reads as a hole counts as one.
                long hole = file.NextHole(at);
                long data = hole < end ? file.NextData(hole) : end;
                return hole >= end ? (end, end) : (hole, Math.Min(end, data > hole ? data : end));
            }

            if (extent.Start > at)
            {
                return (at, Math.Min(end, extent.Start));
            }

            at = extent.End;
        }

        return (end, end);
    }

    private void Remember(long start, long end)
    {
        // Whole blocks are taken, and only whole blocks can be given back.
        long from = start / Block * Block;
        long to = (end + Block - 1) / Block * Block;
        start = file.NextHole(from) == from ? from : start;
        long data = file.NextData(end - 1);
        end = data >= to || data >= file.CurrentLength() ? to : end;
        if (taken.Count > 0 && taken[^1].End >= start && taken[^1].Start <= start)
        {
            taken[^1] = (taken[^1].Start, Math.Max(taken[^1].End, end));
        }
        else if (taken.Count < Most)
        {
            taken.Add((start, end));
        }
    }

    // A byte other than zero is never given back, even if another process wrote it.
    private bool IsZero(long start, long end)
    {
        byte[] buffer = new byte[Math.Min(Look, end - start)];
        end = Math.Min(end, file.CurrentLength());
        for (long at = start; at < end;)
        {
            long data = file.NextData(at);
            if (data >= end)
            {
                return true;
            }

            at = Math.Max(at, data);
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
            file.ReadAt(at, piece);
            if (piece.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            at += piece.Length;
        }

        return true;
    }
}
