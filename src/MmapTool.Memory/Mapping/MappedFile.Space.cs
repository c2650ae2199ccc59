namespace MmapTool.Memory;

/// <summary>Disk space and length.</summary>
public sealed partial class MappedFile
{
    private readonly Lock _space = new();
    private TakenSpace? _taken;

    // A range that is known to have no holes.
    private long _solidStart;
    private long _solidEnd;

    /// <summary>
    /// The next hole of a sparse file at or after an offset; its bytes are zeros without being read. Empty at the end of the file where there is
    /// none, and where the system can't tell. Another process that writes may fill it at any time: a lock keeps out only those who ask for one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not inside the file.</exception>
    public override (long Start, long End) NextHole(long offset)
    {
        EnsureOpen();
        long length = Length;
        EnsureInside(offset, 0);
        if (!IsShared || !OperatingSystem.IsLinux() || offset == length)
        {
            return (length, length);
        }

        long start = _file.NextHole(offset);
        long end = start < length ? Math.Min(_file.NextData(start), length) : length;
        return end > start ? (start, end) : (length, length);
    }

    /// <summary>
    /// Allocates disk space for a range inside the file, so that later writes can't find the disk full. The length and the
    /// content stay. Where the file system can't, nothing happens. Until <see cref="KeepSpace"/> it can be given back.
    /// </summary>
    /// <exception cref="MappedFileException">The disk has not the space.</exception>
    public void Allocate(long offset, long length)
    {
        EnsureChangesFile();
        EnsureInside(offset, length);
        if (length > 0)
        {
            _taken ??= new(_file);
            _taken.Take(offset, length);
        }
    }

    /// <summary>
    /// Makes all bytes of a range inside the file zeros: its whole blocks become a hole, where the file system has any, and the rest is written. Rolling that back needs
    /// disk space again.
    /// </summary>
    /// <exception cref="MappedFileException">The file can't be written.</exception>
    public void WriteZeros(long offset, long length)
    {
        EnsureChangesFile();
        EnsureInside(offset, length);
        EnsureReaches(offset + length);
        long first = (offset + BlockSize - 1) / BlockSize * BlockSize;
        long last = (offset + length) / BlockSize * BlockSize;
        if (last <= first || !_file.TryPunch(first, last - first))
        {
            (first, last) = (offset + length, offset + length);
        }
        else
        {
            lock (_space)
            {
                (_solidStart, _solidEnd) = (0, 0);
            }
        }

        WriteZeroBytes(offset, first);
        WriteZeroBytes(last, offset + length);
    }

    private void WriteZeroBytes(long from, long end)
    {
        byte[] zeros = new byte[Math.Min(end - from, ZeroBlock)];
        for (; from < end; from += zeros.Length)
        {
            WriteAt(from, zeros.AsSpan(0, (int)Math.Min(zeros.Length, end - from)));
        }
    }

    // Zeros that are written by one call.
    private const int ZeroBlock = 256 << 10;

    /// <summary>Makes holes again of the space that <see cref="Allocate"/> has taken, if only zeros were written there. The change that needed the space is not made.</summary>
    public void GiveSpaceBack()
    {
        EnsureChangesFile();
        _taken?.GiveBack();
    }

    /// <summary>Keeps the space that <see cref="Allocate"/> has taken. The change that needed it is made.</summary>
    public void KeepSpace() => _taken?.Keep();

    /// <summary>Bytes of a range inside the file that have no space on disk, and need some to be written; 0 where that can't be told.</summary>
    public long MissingSpace(long offset, long length)
    {
        EnsureOpen();
        EnsureInside(offset, length);
        return OperatingSystem.IsLinux() && length > 0 ? new TakenSpace(_file).Missing(offset, length) : 0;
    }

    /// <summary>Cuts the file, or extends it by a hole of zeros.</summary>
    /// <exception cref="InvalidOperationException">A lease is out.</exception>
    /// <exception cref="MappedFileException">The file system refuses the length.</exception>
    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ChangeLength(() =>
        {
            _file.SetLength(length);
            return true;
        });
    }

    /// <summary>
    /// Opens a gap of <paramref name="length"/> zero bytes at <paramref name="offset"/> by moving extents. False, with nothing changed,
    /// where the file system can't, or not at this offset. Both must be multiples of <see cref="BlockSize"/>, and the offset
    /// must be inside the file.
    /// </summary>
    /// <exception cref="InvalidOperationException">A lease is out.</exception>
    /// <exception cref="MappedFileException">The disk has not the space, or fails.</exception>
    public bool TryInsertRange(long offset, long length) => Positive(offset, length) && ChangeLength(() => _file.TryInsert(offset, length));

    /// <summary>
    /// Removes a range by moving extents. False, with nothing changed, where the file system can't, or not this one. Both numbers must
    /// be multiples of <see cref="BlockSize"/>, and the range must end before the file does.
    /// </summary>
    /// <exception cref="InvalidOperationException">A lease is out.</exception>
    /// <exception cref="MappedFileException">The disk fails.</exception>
    public bool TryCollapseRange(long offset, long length) => Positive(offset, length) && ChangeLength(() => _file.TryCollapse(offset, length));

    private bool Positive(long offset, long length)
    {
        EnsureChangesFile();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length > 0;
    }

    // The old mapping has the old length, and bytes of a cut part would fault. So no lease may be out, and the next lease maps anew.
    private bool ChangeLength(Func<bool> change)
    {
        EnsureChangesFile();
        lock (_gate)
        {
            EnsureOpen();
            _changing = true;
            Interlocked.MemoryBarrier();
            try
            {
                // A lease that is being refused is counted for an instant.
                SpinWait.SpinUntil(() => Volatile.Read(ref _leases) == 0, TimeSpan.FromMilliseconds(20));
                if (Volatile.Read(ref _leases) != 0)
                {
                    throw new InvalidOperationException($"{Name}: its length can't change while a lease is out; end it first");
                }

                _mapping?.Dispose();
                _mapping = null;
                bool changed = change();
                Volatile.Write(ref _length, _file.CurrentLength());
                return changed;
            }
            finally
            {
                lock (_space)
                {
                    _solidStart = _solidEnd = 0;
                }

                _changing = false;
            }
        }
    }

    // Whether the range has no holes any more; false where the file system can't say or allocate.
    private bool TryFillHoles(long offset, int length)
    {
        long end = offset + length;
        lock (_space)
        {
            if (offset >= _solidStart && end <= _solidEnd)
            {
                return true;
            }

            long solid = _file.NextHole(offset);
            if (solid < end)
            {
                if (!_file.TryAllocate(solid, end - solid))
                {
                    return false;
                }

                solid = end;
            }

            bool touches = offset <= _solidEnd && solid >= _solidStart;
            (_solidStart, _solidEnd) = touches ? (Math.Min(offset, _solidStart), Math.Max(solid, _solidEnd)) : (offset, solid);
            return true;
        }
    }
}
