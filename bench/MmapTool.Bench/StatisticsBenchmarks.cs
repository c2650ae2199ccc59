using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;

namespace MmapTool.Bench;

/// <summary>Statistics of 64 MiB by element type, whole, along either axis, and as a histogram; beside a plain sum in f4.</summary>
public class StatisticsBenchmarks
{
    private static readonly WorkLimits One = new() { Threads = 1 };

    private BenchFile file = null!;
    private DataFile data = null!;
    private float[] packed = null!;

    [GlobalSetup]
    public void Open()
    {
        file = new(64 << 20);
        data = DataFile.Open(file.Path);
        packed = new float[16 << 20];
        data.View("<f4").CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(packed.AsSpan()));
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark(Baseline = true)]
    public float PlainSum() => TensorPrimitives.Sum<float>(packed);

    [Benchmark]
    [Arguments("<f4")]
    [Arguments(">f4")]
    [Arguments("<f8")]
    [Arguments("<f2")]
    [Arguments("u1")]
    [Arguments("<i2")]
    [Arguments("<i4")]
    [Arguments("<i8")]
    [Arguments("<c8")]
    public StatisticsResult Whole(string type) => ViewStatistics.Of(data.View(type), One);

    [Benchmark]
    public StatisticsResult WholeOnAllThreads() => ViewStatistics.Of(data.View("<f4"), WorkLimits.Default);

    [Benchmark]
    [Arguments("<f4(-1,4096)", 0)]
    [Arguments("<f4(-1,4096)", 1)]
    [Arguments("<f4(-1,8)", 1)]
    [Arguments("u1(-1,4096)", 0)]
    public void Along(string view, int axis) => ViewStatistics.Along(data.View(view), axis, One).Dispose();

    [Benchmark]
    public Histogram Histogram() => ViewStatistics.WithHistogram(data.View("<f4"), 100, One).Histogram;
}
