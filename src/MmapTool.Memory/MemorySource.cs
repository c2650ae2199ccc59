namespace MmapTool.Memory;

/// <summary>Bytes that views can be laid over: a mapped file, an array, a <see cref="Memory{T}"/> or unmanaged memory.</summary>
public abstract class MemorySource : IDisposable
{
    /// <summary>What errors call it: a file's path, or the kind of memory.</summary>
    public abstract string Name { get; }

    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Whether leases refuse to hand out writable spans.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Keeps the memory alive until the lease is disposed, and gives access to it. One an operation, never one an element.</summary>
    /// <exception cref="ObjectDisposedException">The source is disposed.</exception>
    public abstract MemoryLease Lease();

    /// <summary>An array as memory.</summary>
    public static MemorySource Of<T>(T[] array, bool readOnly = false)
        where T : unmanaged => Of(array.AsMemory(), readOnly);

    /// <summary>Managed memory, pinned while a lease is out.</summary>
    public static MemorySource Of<T>(Memory<T> memory, bool readOnly = false)
        where T : unmanaged => throw new NotImplementedException();

    /// <summary>Managed memory, read-only, pinned while a lease is out.</summary>
    public static MemorySource Of<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => throw new NotImplementedException();

    /// <summary>Unmanaged memory that the caller keeps alive until this is disposed and no lease is out.</summary>
    public static MemorySource Of(nint address, long length, bool readOnly = false) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Marks it closed at once; the memory goes when the last lease ends.</summary>
    protected abstract void Dispose(bool disposing);
}
