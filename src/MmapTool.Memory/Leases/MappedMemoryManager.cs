using System.Buffers;

namespace MmapTool.Memory;

/// <summary>
/// A range of a mapping as <see cref="Memory{T}"/>, which unlike a span may be kept and awaited over. Internal, because of a
/// read-only mapping it may be given away as <see cref="ReadOnlyMemory{T}"/> alone.
/// </summary>
internal sealed unsafe class MappedMemoryManager : MemoryManager<byte>
{
    private readonly MappedLease _lease;
    private readonly long _offset;
    private readonly int _length;
    private readonly bool _ownsLease;
    private volatile bool _prepared;

    public MappedMemoryManager(MappedLease lease, long offset, int length, bool ownsLease) =>
        (_lease, _offset, _length, _ownsLease) = (lease, offset, length, ownsLease);

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan()
    {
        // Readers ask for the span of every small slice. So the whole range is brought into memory once; later calls check only the file's length.
        if (_prepared)
        {
            return new(_lease.Again(_offset, _length), _length);
        }

        fixed (byte* start = _ownsLease ? _lease.Write(_offset, _length) : _lease.Read(_offset, _length))
        {
            _prepared = true;
            return new(start, _length);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, _length);
        fixed (byte* start = GetSpan())
        {
            _lease.AddReference();
            return new(start + elementIndex, default, this);
        }
    }

    public override void Unpin() => _lease.EndReference();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsLease)
        {
            _lease.Dispose();
        }
    }
}
