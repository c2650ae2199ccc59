using BenchmarkDotNet.Attributes;

namespace MmapTool.Bench;

/// <summary>Views of 64 MiB of float32, 4096 by 4096: gathering them in C order, whatever way they lie, and comparing.</summary>
public class ViewBenchmarks
{
    private BenchFile file = null!;
    private DataFile data = null!;
    private byte[] packed = null!;
    private byte[] column = null!;

    [GlobalSetup]
    public void Open()
    {
        file = new(64 << 20);
        data = DataFile.Open(file.Path);
        packed = new byte[64 << 20];
        column = new byte[4096 * 4];
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Contiguous() => data.View("<f4(4096,4096)").CopyTo(packed);

    [Benchmark]
    public void Column() => data.View("<f4(4096,4096)[:,100]").CopyTo(column);

    [Benchmark]
    public void Reversed() => data.View("<f4[::-1]").CopyTo(packed);

    [Benchmark]
    public void Transposed() => data.View("<f4(4096,4096).T").CopyTo(packed);

    [Benchmark]
    public bool EqualBytes() => data.View("<f4").ValueEquals(data.View("<f4"));

    [Benchmark]
    public bool EqualOfTwoTypes() => data.View("<u1").ValueEquals(data.View("<i1"));
}
