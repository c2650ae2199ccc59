using System.Globalization;
using BenchmarkDotNet.Attributes;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Values;

namespace MmapTool.Bench;

/// <summary>Edits of 64 MiB: planned and checked alone, and carried out, neither journaled nor synced, so that no disk is measured.</summary>
public class PatchingBenchmarks
{
    private BenchFile file = null!;
    private Edit[] edits = null!;

    [Params(1, 1000)]
    public int Edits { get; set; }

    [GlobalSetup]
    public void Make()
    {
        file = new(64 << 20);
        edits = [.. Enumerable.Range(0, Edits).Select(number => Edit.Parse(string.Create(CultureInfo.InvariantCulture, $"B[{number * 7919L * 4099 % (64 << 20)}] = {number % 256}")))];
    }

    [GlobalCleanup]
    public void Delete() => file.Dispose();

    [Benchmark]
    public ChangeReport Plan() => Apply(dryRun: true);

    [Benchmark]
    public ChangeReport PlanAndWrite() => Apply(dryRun: false);

    private ChangeReport Apply(bool dryRun) => PatchOperation.Apply(
        file.Path, edits, CastValues.Exact, Stream.Null, new ChangeSettings { DryRun = dryRun, Journal = false, Sync = false });
}
