using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Bench;

/// <summary>Digests of 128 MiB, whole and by blocks of 1 MiB; the platform's SHA-256 of one span beside them.</summary>
public class DigestBenchmarks
{
    private BenchFile file = null!;
    private DataFile data = null!;
    private MemoryView view = null!;
    private byte[] memory = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    private WorkLimits Limits => new() { Threads = Threads };

    [GlobalSetup]
    public void Open()
    {
        file = new(128 << 20);
        data = DataFile.Open(file.Path);
        view = data.View("u1");
        memory = File.ReadAllBytes(file.Path);
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark(Baseline = true)]
    public byte[] Sha256OfASpan() => SHA256.HashData(memory);

    [Benchmark]
    [Arguments(DigestAlgorithm.Sha256)]
    [Arguments(DigestAlgorithm.Crc32)]
    [Arguments(DigestAlgorithm.Crc32C)]
    [Arguments(DigestAlgorithm.XxHash3)]
    public byte[] Whole(DigestAlgorithm algorithm) => ViewDigest.Of(view, algorithm, Limits);

    [Benchmark]
    public void Blocks() => ViewDigest.Blocks(view, DigestAlgorithm.Sha256, 1 << 20, static (_, _, _) => { }, Limits);
}
