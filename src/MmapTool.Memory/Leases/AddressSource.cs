using System.Buffers;

namespace MmapTool.Memory;

/// <summary>Memory at an address that holds for as long as a lease is out.</summary>
internal abstract class AddressSource : MemorySource
{
    private volatile bool _closed;

    protected AddressSource(long length, bool readOnly) => (Length, IsReadOnly) = (length, readOnly);

    public override long Length { get; }

    public override bool IsReadOnly { get; }

    public override MemoryLease Lease()
    {
        EnsureOpen();
        return new AddressLease(this, Pin());
    }

    public void EnsureOpen()
    {
        if (_closed)
        {
            throw FileErrors.Closed(Name, "has been closed");
        }
    }

    /// <summary>Fixes the memory in its place until the handle is disposed.</summary>
    protected abstract MemoryHandle Pin();

    protected override void Dispose(bool disposing) => _closed = true;
}
