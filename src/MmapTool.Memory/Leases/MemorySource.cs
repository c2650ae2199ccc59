
namespace MmapTool.Memory;

/// <summary>Bytes that views can be laid over: a mapped file, an array, a <see cref="Memory{T}"/> or unmanaged memory.</summary>
/// <remarks>
/// Disposing one while leases are out closes it at once, for every thread and every kind of lease. No further lease is given, and no further
/// window of the leases that are out (<see cref="ObjectDisposedException"/>). Spans handed out before stay valid until their lease ends.
/// Everything known without a look at the memory (lengths, names, layouts, the making of views, an operation on no element) still answers.
/// </remarks>
public abstract class MemorySource : IByteSource, IDisposable
{
    /// <summary>The name of the memory in errors: a file's path, or the kind of memory.</summary>
    public abstract string Name { get; }

    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Whether leases refuse to hand out writable spans.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Keeps the memory alive until the lease is disposed, and gives access to it. One an operation, never one an element.</summary>
    /// <exception cref="ObjectDisposedException">The source is disposed.</exception>
    /// <exception cref="MappedFileException">The file can't be mapped.</exception>
    public abstract MemoryLease Lease();

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The source is disposed.</exception>
    public virtual void ReadAt(long offset, Span<byte> buffer)
    {
        using MemoryLease lease = Lease();
        lease.ReadAt(offset, buffer);
    }

    /// <inheritdoc/>
    public virtual (long Start, long End) NextHole(long offset) => (Length, Length);

    /// <summary>Makes sure that all bytes read through leases so far were the source's: <see cref="MappedFile.EnsureIntact"/>. Other memory always is.</summary>
    /// <exception cref="MappedFileException">The file was cut, or its device failed, while it was read.</exception>
    public virtual void EnsureIntact()
    {
        // Memory of the process can't be cut.
    }

    /// <summary>An array as memory, pinned while a lease is out.</summary>
    public static MemorySource Of<T>(T[] array, bool readOnly = false)
        where T : unmanaged => Of(Argument.NotNull(array).AsMemory(), readOnly);

    /// <summary>Managed memory, pinned while a lease is out.</summary>
    public static MemorySource Of<T>(Memory<T> memory, bool readOnly = false)
        where T : unmanaged => new PinnedSource<T>(memory, readOnly);

    /// <summary>Managed memory, read-only, pinned while a lease is out.</summary>
    public static MemorySource Of<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => new PinnedSource<T>(memory, readOnly: true);

    /// <summary>Unmanaged memory that the caller keeps alive until this is disposed and no lease is out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="ArgumentNullException">The address is null and the length is not 0.</exception>
    public static MemorySource Of(nint address, long length, bool readOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return address != 0 || length == 0 ? new UnmanagedSource(address, length, readOnly) : throw new ArgumentNullException(nameof(address));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Marks it closed at once; the memory goes when the last lease ends.</summary>
    protected abstract void Dispose(bool disposing);
}
