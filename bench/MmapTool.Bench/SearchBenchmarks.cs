using BenchmarkDotNet.Attributes;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Search;
using MmapTool.Views;

namespace MmapTool.Bench;

/// <summary>Searches of 256 MiB for a pattern that is nowhere, or everywhere, beside IndexOf over one span of as many bytes.</summary>
public class SearchBenchmarks
{
    private static readonly Pattern Text = Pattern.Parse("\"needle-not-there\"");
    private static readonly Pattern Wildcards = Pattern.Parse("x\"6e ?? 65 ?4 6c\"");
    private static readonly Pattern Number = Pattern.Parse("123.5");
    private static readonly Pattern NaN = Pattern.Parse("\"NaN\"");
    private static readonly Pattern Zeros = Pattern.Parse("x\"00\"");

    private BenchFile file = null!;
    private DataFile data = null!;
    private MemoryView bytes = null!;
    private MemoryView floats = null!;
    private MemoryView column = null!;
    private byte[] memory = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    private WorkLimits Limits => new() { Threads = Threads };

    [GlobalSetup]
    public void Open()
    {
        file = new(256 << 20);
        data = DataFile.Open(file.Path);
        bytes = data.View("u1");
        floats = data.View("<f4");
        column = data.View("<f4(-1,64)[:,3]");
        memory = File.ReadAllBytes(file.Path);
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark(Baseline = true)]
    public int IndexOf() => memory.AsSpan().IndexOf("needle-not-there"u8);

    [Benchmark]
    public long TextAbsent() => ViewSearch.Count(bytes, Text, limits: Limits);

    [Benchmark]
    public long WildcardsAbsent() => ViewSearch.Count(bytes, Wildcards, limits: Limits);

    [Benchmark]
    public long FloatAbsent() => ViewSearch.Count(floats, Number, limits: Limits);

    [Benchmark]
    public long NaNAbsent() => ViewSearch.Count(floats, NaN, limits: Limits);

    [Benchmark]
    public long FloatInAColumn() => ViewSearch.Count(column, Number, limits: Limits);

    [Benchmark]
    public long ZerosWithPlaces() => ViewSearch.Find(bytes, Zeros, static _ => { }, limits: Limits);
}
