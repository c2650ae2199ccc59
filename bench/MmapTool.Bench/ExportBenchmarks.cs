using BenchmarkDotNet.Attributes;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Bench;

/// <summary>8 MiB as bytes and as text, to a stream that keeps nothing.</summary>
public class ExportBenchmarks
{
    private BenchFile file = null!;
    private DataFile data = null!;
    private MemoryView bytes = null!;
    private MemoryView floats = null!;
    private MemoryView integers = null!;

    [GlobalSetup]
    public void Open()
    {
        file = new(8 << 20);
        data = DataFile.Open(file.Path);
        bytes = data.View("u1");
        floats = data.View("<f4");
        integers = data.View("<i4");
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark]
    public void Hex() => ViewExport.Write(bytes, ExportFormat.Hex, Stream.Null);

    [Benchmark]
    public void JsonOfFloats() => ViewExport.Write(floats, ExportFormat.Json, Stream.Null);

    [Benchmark]
    public void JsonOfIntegers() => ViewExport.Write(integers, ExportFormat.Json, Stream.Null);

    [Benchmark]
    public void TextOfFloats() => ViewExport.Write(floats, ExportFormat.Text, Stream.Null);

    [Benchmark]
    public void Raw() => ViewExport.Write(bytes, ExportFormat.Bytes, Stream.Null);
}
