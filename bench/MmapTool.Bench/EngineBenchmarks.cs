using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MmapTool.Operations.Engine;

namespace MmapTool.Bench;

/// <summary>The engine over 256 MiB of float32: the time of a sum, mapped and buffered, on one thread and on all, packed and strided.</summary>
public class EngineBenchmarks
{
    private const int Length = 256 << 20;
    private BenchFile file = null!;
    private DataFile data = null!;

    /// <summary>Where the elements lie.</summary>
    [Params("<f4", "<f4[::2]", "<f4(65536,1024)[:,7]", "<f4(8192,8192).T")]
    public string View { get; set; } = "";

    /// <summary>How windows are read.</summary>
    [Params(WindowSource.Mapped, WindowSource.Buffered, WindowSource.Auto)]
    public WindowSource Io { get; set; }

    /// <summary>How many threads work; 0 for one a processor.</summary>
    [Params(1, 0)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Open()
    {
        file = new(Length);
        data = DataFile.Open(file.Path);
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark]
    public double Sum()
    {
        Total total = default;
        ViewScan.Run<Total, double>(data.View(View), ScanOrder.Memory, ScanShape.Of(sizeof(float)), ref total, new() { Io = Io, Threads = Threads });
        return total.Value;
    }

    private struct Total : IBlockScan<double>
    {
        public double Value { get; private set; }

        public readonly double Begin(long segment) => 0;

        public readonly void Take(ref double partial, ScanBlock block) => partial += TensorPrimitives.Sum(MemoryMarshal.Cast<byte, float>(block.Elements));

        public bool Join(long segment, double partial)
        {
            Value += partial;
            return true;
        }
    }
}
