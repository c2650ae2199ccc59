using MmapTool.Memory;

namespace MmapTool.Tests.Views;

/// <summary>An array as memory that records how it is requested.</summary>
internal sealed class ArrayMemory(byte[] bytes, bool readOnly = false) : MemorySource
{
    private bool disposed;

    public ArrayMemory(long length)
        : this(new byte[length])
    {
    }

    public byte[] Bytes => bytes;

    public int LeasesOut { get; private set; }

    public long WindowsTaken { get; private set; }

    public int LargestWindow { get; private set; }

    public override string Name => "array";

    public override long Length => bytes.Length;

    public override bool IsReadOnly => readOnly;

    public override MemoryLease Lease()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        LeasesOut++;
        return new ArrayLease(this);
    }

    protected override void Dispose(bool disposing) => disposed = true;

    private sealed class ArrayLease(ArrayMemory memory) : MemoryLease
    {
        private bool ended;

        public override long Length => memory.Length;

        public override bool IsReadOnly => memory.IsReadOnly;

        public override ReadOnlySpan<byte> Read(long offset, int length) => Window(offset, length);

        public override Span<byte> Write(long offset, int length) =>
            IsReadOnly ? throw new InvalidOperationException("the source is read-only") : Window(offset, length);

        public override void Dispose()
        {
            memory.LeasesOut -= ended ? 0 : 1;
            ended = true;
        }

        private Span<byte> Window(long offset, int length)
        {
            ObjectDisposedException.ThrowIf(ended, this);
            memory.WindowsTaken++;
            memory.LargestWindow = Math.Max(memory.LargestWindow, length);
            return memory.Bytes.AsSpan(checked((int)offset), length);
        }
    }
}
