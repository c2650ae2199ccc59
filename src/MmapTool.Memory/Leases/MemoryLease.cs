namespace MmapTool.Memory;

/// <summary>Keeps a source's memory alive for one operation and hands out spans of it, valid until the lease is disposed.</summary>
/// <remarks>
/// Threads may share a lease; whoever disposes it must know that all are done with its spans. A lease that is never disposed keeps
/// the memory until the process ends: a leak, but never a span that dangles.
/// </remarks>
public abstract class MemoryLease : IByteSource, IDisposable
{
    /// <inheritdoc/>
    public virtual string Name => "memory";

    /// <summary>Length of the source in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Whether <see cref="Write(long, int)"/> is refused.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>
    /// Bytes of a window that serves several pieces which lie apart. A piece that lies further from the next than a sixteenth of it is better asked for alone.
    /// </summary>
    public virtual int BestWindow => 4 << 20;

    /// <summary>A readable window.</summary>
    /// <exception cref="ObjectDisposedException">The source or the lease has been disposed meanwhile.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is not inside the source.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or can't be read there.</exception>
    public abstract ReadOnlySpan<byte> Read(long offset, int length);

    /// <summary>
    /// A part of a window that has been read through this lease before, without the looks that were made then: only that the file still reaches
    /// so far.
    /// </summary>
    /// <inheritdoc cref="Read(long, int)"/>
    public virtual ReadOnlySpan<byte> ReadAgain(long offset, int length) => Read(offset, length);

    /// <summary>Copies bytes out of the memory.</summary>
    /// <inheritdoc cref="Read(long, int)"/>
    public void ReadAt(long offset, Span<byte> buffer) => Read(offset, buffer.Length).CopyTo(buffer);

    /// <summary>A writable window, its holes allocated.</summary>
    /// <exception cref="InvalidOperationException">The source is read-only.</exception>
    /// <exception cref="ObjectDisposedException">The source or the lease has been disposed meanwhile.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is not inside the source.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or the disk is full or failing.</exception>
    public abstract Span<byte> Write(long offset, int length);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Refuses a window that is not inside.</summary>
    private protected static void EnsureInside(long offset, int length, long available)
    {
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
