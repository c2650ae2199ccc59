
namespace MmapTool.Memory;

/// <summary>A file mapped into memory.</summary>
/// <remarks>
/// <para>
/// The mapping itself is made by the first <see cref="Lease"/>; before that, and for <see cref="ReadAt"/> and <see cref="WriteAt"/>,
/// the file is only open. Threads may share one object.
/// </para>
/// <para>
/// Every window is checked before it is handed out, so that most trouble is an error before it is a fault. The file must still reach that
/// far, and the range's holes are allocated where it will be written. Its pages are brought into memory by a call that reports an error where
/// a touch would fault (MADV_POPULATE_READ and _WRITE, Linux 5.14), or found in the page cache (<see cref="PageCacheProbe"/>).
/// A fault is still possible between that check and the use of the span. On Linux, on x64 and ARM64, a fault then makes a page of zeros, and
/// <see cref="EnsureIntact"/> tells afterwards (<see cref="Faults.FaultGuard"/>); elsewhere it ends the process.
/// </para>
/// <para>
/// A lock taken at opening (<see cref="FileLocking"/>) is advisory, <c>flock(2)</c> on Unix: shared to read or for copy-on-write,
/// exclusive to write. It lasts until the file is disposed and the last lease has ended. On a file system without locks readers go
/// on without one, and writers are refused.
/// </para>
/// </remarks>
public sealed partial class MappedFile : MemorySource, IByteTarget
{
    private readonly PlatformFile _file;
    private readonly Lock _gate = new();
    private SafeMapping? _mapping;
    private long _length;
    private int _leases;
    private volatile bool _closed;
    private volatile bool _changing;

    private MappedFile(PlatformFile file, MapAccess access)
    {
        _file = file;
        Access = access;
        FileStatus status = file.Status();
        _length = status.Length;
        Identity = status.Identity;
        BlockSize = status.BlockSize;
    }

    /// <summary>The path as it was given.</summary>
    public string Path => _file.Name;

    /// <inheritdoc/>
    public override string Name => Path;

    /// <summary>Whether it is a block device: its length is fixed, and beside it no journal would survive a restart.</summary>
    public bool IsDevice => _file.IsDevice;

    /// <summary>Whether it is a copy of a file that can't be mapped. A copy has no journal and no header beside it, takes no lock, and does not change any more.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>Length of the file in bytes when it was opened, or as this object has changed it since; the mapping's length.</summary>
    public override long Length => Volatile.Read(ref _length);

    /// <summary>How it was opened.</summary>
    public MapAccess Access { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly => Access == MapAccess.Read;

    // A byte source's length is that of now; a view's is that when the file was mapped.
    long IByteSource.Length => CurrentLength;

    FileIdentity? IByteTarget.Identity => Identity;

    FileBirth? IByteTarget.Birth => Birth;

    FileExtents? IByteTarget.Extents => Extents;

    /// <summary>Length of the file now, which somebody else may have changed.</summary>
    public long CurrentLength
    {
        get
        {
            EnsureOpen();
            return _file.CurrentLength();
        }
    }

    /// <summary>Which file it is, whatever path led to it.</summary>
    public FileIdentity Identity { get; }

    /// <summary>The marks that tell it from another file that had, or will have, its number.</summary>
    internal FileBirth Birth
    {
        get
        {
            EnsureOpen();
            return _file.Birth();
        }
    }

    /// <summary>The file system's block in bytes. Arguments of <see cref="TryInsertRange"/> and <see cref="TryCollapseRange"/> must be multiples of it.</summary>
    public int BlockSize { get; }

    /// <summary>Whether stores into the mapping reach the file. Its pages then belong to the page cache.</summary>
    internal bool IsShared => Access != MapAccess.CopyOnWrite;

    /// <summary>Whether another path led to the same file: a hard or symbolic link, or another spelling.</summary>
    public bool IsSameFileAs(MappedFile other) => Identity == Argument.NotNull(other).Identity;

    /// <inheritdoc/>
    public override MemoryLease Lease()
    {
        while (true)
        {
            SafeMapping mapping = Volatile.Read(ref _mapping) ?? Map();

            if (TryCountLease())
            {
                if (mapping.TryAddReference())
                {
                    return new MappedLease(this, mapping);
                }

                EndLease();
            }

            lock (_gate)
            {
                EnsureOpen();
            }
        }
    }

    /// <summary>A lease has ended.</summary>
    internal void EndLease() => Interlocked.Decrement(ref _leases);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _closed = true;
            _mapping?.Dispose();
            _file.Dispose();
        }
    }

    // Counted before the flag is read, as ChangeLength sets the flag before it reads the count: one of the two sees the other.
    private bool TryCountLease()
    {
        Interlocked.Increment(ref _leases);
        if (!_changing && !_closed)
        {
            return true;
        }

        EndLease();
        return false;
    }

    private SafeMapping Map()
    {
        lock (_gate)
        {
            EnsureOpen();
            return _mapping ??= SafeMapping.Map(_file, _length, Access);
        }
    }

    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    internal void EnsureOpen()
    {
        if (_closed)
        {
            throw FileErrors.Closed(Name, "the file has been closed");
        }
    }

    private void EnsureWritable()
    {
        EnsureOpen();
        if (Access == MapAccess.Read)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only; open it for writing");
        }
    }

    // For changes that must reach the file. Through a private mapping they would not.
    private void EnsureChangesFile()
    {
        EnsureWritable();
        if (Access == MapAccess.CopyOnWrite)
        {
            throw new InvalidOperationException($"{Name}: is open for changes in memory only; open it for writing");
        }
    }

    private void EnsureInside(long offset, long length)
    {
        long available = Length;
        if (offset < 0 || offset > available)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"offset {offset} is outside the {available} bytes there are");
        }

        if (length < 0 || length > available - offset)
        {
            throw new ArgumentOutOfRangeException(nameof(length), $"{length} bytes at {offset} reach outside the {available} bytes there are");
        }
    }
}
