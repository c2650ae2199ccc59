using BenchmarkDotNet.Attributes;
using MmapTool.Memory;

namespace MmapTool.Bench;

/// <summary>The mapping: the cost of a lease, and reading a file through windows against reading it by calls.</summary>
public class MappingBenchmarks
{
    private const int Length = 64 << 20;
    private const int Window = 1 << 20;
    private readonly byte[] buffer = new byte[256 << 10];
    private BenchFile file = null!;
    private MappedFile mapping = null!;

    [GlobalSetup]
    public void Open()
    {
        file = new(Length);
        mapping = MappedFile.Open(file.Path);
    }

    [GlobalCleanup]
    public void Close()
    {
        mapping.Dispose();
        file.Dispose();
    }

    [Benchmark]
    public long Lease()
    {
        using MemoryLease lease = mapping.Lease();
        return lease.Length;
    }

    [Benchmark]
    public byte OneByteOfALease()
    {
        using MemoryLease lease = mapping.Lease();
        return lease.Read(12345, 1)[0];
    }

    [Benchmark]
    public int Windows()
    {
        using MemoryLease lease = mapping.Lease();
        int found = 0;
        for (long offset = 0; offset < Length; offset += Window)
        {
            found += lease.Read(offset, Window).IndexOf((byte)255);
        }

        return found;
    }

    [Benchmark]
    public int ReadAt()
    {
        int found = 0;
        for (long offset = 0; offset < Length; offset += buffer.Length)
        {
            mapping.ReadAt(offset, buffer);
            found += buffer.AsSpan().IndexOf((byte)255);
        }

        return found;
    }

    [Benchmark]
    public long OpenMapAndClose()
    {
        using MappedFile opened = MappedFile.Open(file.Path);
        using MemoryLease lease = opened.Lease();
        return lease.Length;
    }
}
