namespace MmapTool.Memory;

/// <summary>Checks a window before it is handed out, and keeps few pages of the windows resident.</summary>
public sealed partial class MappedFile
{
    private readonly Lock _left = new();
    private long _leftCount;
    private long _leftStart;
    private long _leftEnd;

    /// <summary>
    /// About how many bytes the windows of one lease may keep resident. Beyond that, pages touched before are given back to the page cache,
    /// from where they return when they are touched again. <see cref="long.MaxValue"/> to keep all.
    /// </summary>
    public long ResidentWindow { get; set; } = 16 << 20;

    /// <summary>Tells the system how a range is about to be used.</summary>
    /// <returns>Whether the system took the hint.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public unsafe bool Advise(long offset, long length, AccessAdvice advice)
    {
        DefinedEnum.Ensure(advice);
        EnsureOpen();
        EnsureInside(offset, length);

        // Releasing a private page would lose the bytes that were stored in it.
        if (length == 0 || (advice == AccessAdvice.DontNeed && !IsShared))
        {
            return false;
        }

        using MemoryLease lease = Lease();
        return PageControl.Current.Advise(((MappedLease)lease).Again(offset, length), (nuint)length, advice);
    }

    /// <summary>
    /// The share of a range that is in the page cache, 0 to 1, estimated from some of its pages; 1 if the system can't tell.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public unsafe double CachedShare(long offset, long length)
    {
        const int Samples = 64;
        EnsureOpen();
        EnsureInside(offset, length);
        if (!OperatingSystem.IsLinux() || length == 0 || !IsShared)
        {
            return 1;
        }

        MemoryLease lease;
        try
        {
            lease = Lease();
        }
        catch (MappedFileException)
        {
            // A caller that reads by calls needs no address space for the file, so a lack of address space must not fail it.
            return 1;
        }

        using MemoryLease ended = lease;
        byte* start = ((MappedLease)lease).Again(offset, length);
        int cached = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            byte present = 0;
            nint page = (nint)(start + (length / Samples * sample)) & ~((nint)PageControl.PageSize - 1);
            if (Interop.LibC.InCore(page, 1, &present) != 0)
            {
                return 1;
            }

            cached += present & 1;
        }

        return (double)cached / Samples;
    }

    /// <summary>Takes the whole pages of a range out of the page cache. Pages that are mapped or dirty stay.</summary>
    internal void Uncache(long offset, long length)
    {
        EnsureOpen();
        if (IsShared && OperatingSystem.IsLinux())
        {
            _ = Interop.LibC.Advise(_file.Handle, offset, length, Interop.LibC.AdviceNotCached);
        }
    }

    /// <summary>Lets go of a range of a shared mapping.</summary>
    internal static unsafe void Release(SafeMapping mapping, (long Start, long End) range)
    {
        long end = Math.Min(range.End, mapping.Length);
        if (range.Start < end)
        {
            PageControl.Current.Release(mapping.Start + range.Start, (nuint)(end - range.Start));
        }
    }

    /// <summary>Counts the bytes that an ending lease leaves resident. When ended leases have left too many, these pages are released.</summary>
    internal void Settle(SafeMapping mapping, long count, (long Start, long End) range)
    {
        if (mapping.IsEnded)
        {
            return;
        }

        lock (_left)
        {
            (_leftStart, _leftEnd) = _leftCount == 0 ? range : (Math.Min(_leftStart, range.Start), Math.Max(_leftEnd, range.End));
            _leftCount += count;
            if (_leftCount <= ResidentWindow)
            {
                return;
            }

            _leftCount = 0;
            range = (_leftStart, _leftEnd);
        }

        Release(mapping, range);
    }

    /// <summary>Makes sure that a window can be used.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">Where the window begins.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="write">Whether it will be written.</param>
    /// <param name="seen">The small windows that were looked at before.</param>
    internal unsafe void Prepare(SafeMapping mapping, long offset, int length, bool write, ref SeenPages seen)
    {
        EnsureReaches(offset + length);
        bool allocated = !write || !IsShared || TryFillHoles(offset, length);
        if (allocated && seen.Contains(offset, length, write))
        {
            return;
        }

        if (!write && IsShared && length >= PageCacheProbe.LeastLength && PageCacheProbe.IsCached(_file.Handle, mapping.Start, offset, length))
        {
            return;
        }

        switch (PageControl.Current.Populate(mapping.Start + offset, (nuint)length, write))
        {
            case PagesOutcome.Unreachable:
                throw Unreachable(mapping, offset, length, write);
            case PagesOutcome.OutOfMemory:
                throw new MappedFileException(Path, $"can't be mapped at byte {offset}: not enough memory; raise the memory limit or use smaller windows");
            default:
                seen.Add(offset, length, write);
                break;
        }
    }

    /// <summary>Checks that the file is still at least this long. It is for code that knows the file's bytes without reading them, such as those of a hole.</summary>
    /// <exception cref="MappedFileException">Somebody has cut it.</exception>
    public void EnsureReaches(long end)
    {
        EnsureOpen();
        long now = _file.CurrentLength();
        if (now < end)
        {
            throw FileErrors.Truncated(Path, now, end);
        }

        EnsureIntact();
    }

    /// <summary>
    /// Makes sure that all bytes read through the mapping so far were the file's. On Linux, bytes of a window that the file has no more, or that its device
    /// can't read, are zeros and do not end the process. So this tells after a window has been used.
    /// </summary>
    /// <exception cref="MappedFileException">Somebody has cut the file while it was read, or its device failed.</exception>
    public override void EnsureIntact()
    {
        if (Volatile.Read(ref _mapping) is not { HasFaulted: true })
        {
            return;
        }

        long now = _closed ? Length : _file.CurrentLength();
        throw now < Length ? FileErrors.Truncated(Path, now, Length)
            : new(Path, "could not be read all through: it was cut meanwhile, or its device reports an I/O error; try again, and check the disk");
    }

    private unsafe MappedFileException Unreachable(SafeMapping mapping, long offset, int length, bool write)
    {
        EnsureReaches(offset + length);

        // The pages before the unreadable one are in memory now.
        long absent = write ? offset : PageCacheProbe.FirstAbsent(mapping.Start, offset & -PageControl.PageSize, offset + length);
        long place = Math.Clamp(absent, offset, offset + length - 1);
        if (write && IsShared)
        {
            // Throws where the disk is full, and says so.
            _file.TryAllocate(offset, length);
        }

        return new(Path, write
            ? $"can't be written at byte {place}: the device is full or reports an I/O error; free space, or check the disk"
            : $"can't be read at byte {place}: the device reports an I/O error, or has no memory left for a hole; copy what can be read and check the disk");
    }
}
