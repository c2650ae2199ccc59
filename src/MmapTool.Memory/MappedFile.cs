namespace MmapTool.Memory;

/// <summary>A file mapped into memory.</summary>
public sealed class MappedFile : MemorySource
{
    private MappedFile(string path) => Path = path;

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string Name => Path;

    /// <summary>Length of the file in bytes when it was opened; the mapping's length.</summary>
    public override long Length => throw new NotImplementedException();

    /// <summary>How it was opened.</summary>
    public MapAccess Access => throw new NotImplementedException();

    /// <inheritdoc/>
    public override bool IsReadOnly => Access == MapAccess.Read;

    /// <summary>Length of the file now, which somebody else may have changed.</summary>
    public long CurrentLength => throw new NotImplementedException();

    /// <summary>Opens an existing file; an empty one is fine.</summary>
    /// <exception cref="MappedFileException">It is missing, no regular file, locked by another process, or can't be opened or mapped.</exception>
    public static MappedFile Open(string path, MapAccess access = MapAccess.Read, FileLocking? locking = null) => throw new NotImplementedException(new MappedFile(path).Path);

    /// <summary>Makes a new file of this length, its space allocated unless <paramref name="sparse"/>. Never overwrites.</summary>
    public static MappedFile Create(string path, long length, bool sparse = false) => throw new NotImplementedException();

    /// <inheritdoc/>
    public override MemoryLease Lease() => throw new NotImplementedException();

    /// <summary>Reads into the buffer with pread: a fault is an exception, never a dead process.</summary>
    public void ReadAt(long offset, Span<byte> buffer) => throw new NotImplementedException();

    /// <summary>Writes with pwrite inside the file's length. Not durable until <see cref="Sync"/>.</summary>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    /// <summary>Allocates disk space for a range inside the file, so that later writes can't find the disk full.</summary>
    public void Allocate(long offset, long length) => throw new NotImplementedException();

    /// <summary>Makes everything written so far durable (fsync), and says so truthfully.</summary>
    public void Sync() => throw new NotImplementedException();

    /// <summary>Opens a gap of <paramref name="length"/> zero bytes at <paramref name="offset"/> by moving extents; false where the file system can't.</summary>
    public bool TryInsertRange(long offset, long length) => throw new NotImplementedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
