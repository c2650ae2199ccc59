namespace MmapTool.Memory;

/// <summary>A reference to a mapping. Threads may share one; it must not be disposed before all of them are done with its spans.</summary>
internal sealed unsafe class MappedLease : MemoryLease
{
    private readonly MappedFile _file;
    private readonly SafeMapping _mapping;
    private readonly Lock _gate = new();
    private ResidentRange _resident;
    private SeenPages _seen;
    private int _disposed;

    public MappedLease(MappedFile file, SafeMapping mapping) => (_file, _mapping) = (file, mapping);

    public override long Length => _mapping.Length;

    public override bool IsReadOnly => _file.IsReadOnly;

    public override ReadOnlySpan<byte> Read(long offset, int length) => new(Window(offset, length, write: false), length);

    public override ReadOnlySpan<byte> ReadAgain(long offset, int length)
    {
        EnsureInside(offset, length, _mapping.Length);
        return new(Again(offset, length), length);
    }

    public override Span<byte> Write(long offset, int length)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"{_file.Name}: is open for reading only; open it for writing");
        }

        return new(Window(offset, length, write: true), length);
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (_resident.Count > 0)
        {
            _file.Settle(_mapping, _resident.Count, _resident.Take());
        }

        _file.EndLease();
        _mapping.DangerousRelease();
    }

    /// <summary>The address of a window that has been looked at before, for as long as the lease lasts: only the length is checked again.</summary>
    internal byte* Again(long offset, long length)
    {
        EnsureOpen();
        _file.EnsureReaches(offset + length);
        return _mapping.Start + offset;
    }

    /// <summary>A further reference, for memory that is pinned apart from the lease.</summary>
    internal void AddReference()
    {
        if (!_mapping.TryAddReference())
        {
            EnsureOpen();
        }
    }

    internal void EndReference() => _mapping.DangerousRelease();

    private byte* Window(long offset, int length, bool write)
    {
        EnsureOpen();
        EnsureInside(offset, length, _mapping.Length);
        if (length == 0)
        {
            return _mapping.Start + offset;
        }

        if (_file.IsShared)
        {
            (long Start, long End) old;
            bool over;
            lock (_gate)
            {
                over = _resident.Touch(offset, length, _file.ResidentWindow, out old);
            }

            if (over)
            {
                MappedFile.Release(_mapping, old);
                _seen.Clear();
            }
        }

        _file.Prepare(_mapping, offset, length, write, ref _seen);
        return _mapping.Start + offset;
    }

    private void EnsureOpen()
    {
        if (_disposed != 0)
        {
            throw FileErrors.Closed(_file.Name, "the lease has ended; take another");
        }

        if (_mapping.IsEnded)
        {
            throw FileErrors.Closed(_file.Name, "the file has been closed or its length changed");
        }
    }
}
