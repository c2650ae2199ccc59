using System.Buffers;

namespace MmapTool.Memory;

/// <summary>Memory that the caller owns, and keeps.</summary>
internal sealed unsafe class UnmanagedSource : AddressSource
{
    private readonly byte* _start;

    public UnmanagedSource(nint start, long length, bool readOnly)
        : base(length, readOnly) => _start = (byte*)start;

    public override string Name => "unmanaged memory";

    protected override MemoryHandle Pin() => new(_start);
}
