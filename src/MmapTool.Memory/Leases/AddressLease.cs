using System.Buffers;

namespace MmapTool.Memory;

/// <summary>Keeps memory in its place.</summary>
internal sealed unsafe class AddressLease : MemoryLease
{
    private readonly AddressSource _source;
    private readonly byte* _start;
    private MemoryHandle _pin;
    private int _disposed;

    public AddressLease(AddressSource source, MemoryHandle pin)
    {
        _source = source;
        _pin = pin;
        _start = (byte*)pin.Pointer;
    }

    public override long Length => _source.Length;

    public override bool IsReadOnly => _source.IsReadOnly;

    public override ReadOnlySpan<byte> Read(long offset, int length) => new(Window(offset, length), length);

    public override Span<byte> Write(long offset, int length)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"{_source.Name}: is read-only");
        }

        return new(Window(offset, length), length);
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _pin.Dispose();
        }
    }

    private byte* Window(long offset, int length)
    {
        if (_disposed != 0)
        {
            throw FileErrors.Closed(_source.Name, "the lease has ended; take another");
        }

        _source.EnsureOpen();
        EnsureInside(offset, length, Length);
        return _start + offset;
    }
}
