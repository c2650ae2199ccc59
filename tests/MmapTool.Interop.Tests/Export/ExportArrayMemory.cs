using MmapTool.Memory;

namespace MmapTool.Interop.Tests;

/// <summary>An array as memory, with any number of zeros before it, for large offsets.</summary>
internal sealed class ExportArrayMemory(byte[] bytes, long origin = 0) : MemorySource
{
    public override string Name => "an array";

    public override long Length => origin + bytes.Length;

    public override bool IsReadOnly => true;

    public override MemoryLease Lease() => new ArrayLease(bytes, origin);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class ArrayLease(byte[] bytes, long origin) : MemoryLease
    {
        public override long Length => origin + bytes.Length;

        public override bool IsReadOnly => true;

        public override ReadOnlySpan<byte> Read(long offset, int length) => bytes.AsSpan((int)(offset - origin), length);

        public override Span<byte> Write(long offset, int length) => throw new InvalidOperationException("read-only");

        public override void Dispose()
        {
        }
    }
}
