using BenchmarkDotNet.Attributes;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Text;

namespace MmapTool.Bench;

/// <summary>256 MiB of float32, 8192 by 8192, written to new files in every order, not synced: as they lie, backwards, columns, transposed, permuted.</summary>
public class CopyBenchmarks
{
    private BenchFile file = null!;
    private DataFile data = null!;
    private string output = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Open()
    {
        file = new(256 << 20);
        data = DataFile.Open(file.Path);
        output = file.Path + ".out";
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Contiguous() => Write("<f4(8192,8192)");

    [Benchmark]
    public void Reversed() => Write("<f4[::-1]");

    [Benchmark]
    public void EveryOther() => Write("<f4[::2]");

    [Benchmark]
    public void Column() => Write("<f4(-1,1024)[:,100]");

    [Benchmark]
    public void Field() => Write("{a:<u4,b:<f8,c:u4}.b");

    [Benchmark]
    public void Transposed() => Write("<f4(8192,8192).T");

    [Benchmark]
    public void TransposedBytes() => Write("u1(16384,16384).T");

    [Benchmark]
    public void TransposedWithinBudget() => Write("<f4(8192,8192).T", memory: 4 << 20);

    [Benchmark]
    public void ChannelsLast() => Write("<f4(64,4,512,512).transpose(0,2,3,1)");

    [Benchmark]
    public void TransposedToStream() =>
        ByteExport.Write(data.View("<f4(8192,8192).T"), Stream.Null, ExportOptions.Default, new() { Threads = Threads });

    private void Write(string view, long memory = WorkLimits.DefaultMemory)
    {
        using ReplacementFile target = ReplacementFile.Create(output, overwrite: true);
        FileExport.Write(data.View(view), target, ExportOptions.Default, synced: false, new() { Threads = Threads, Memory = memory });
        target.Commit(sync: false);
    }
}
