namespace MmapTool.Memory;

/// <summary>Keeps a source's memory alive for one operation and hands out spans of it, valid until the lease is disposed.</summary>
public abstract class MemoryLease : IDisposable
{
    /// <summary>Length of the source in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Whether <see cref="Write(long, int)"/> is refused.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>A readable window.</summary>
    /// <exception cref="ObjectDisposedException">The source or the lease has been disposed meanwhile.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is not inside the source.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or can't be read there.</exception>
    public abstract ReadOnlySpan<byte> Read(long offset, int length);

    /// <summary>A writable window, its holes allocated.</summary>
    /// <exception cref="InvalidOperationException">The source is read-only.</exception>
    public abstract Span<byte> Write(long offset, int length);

    /// <inheritdoc/>
    public abstract void Dispose();
}
