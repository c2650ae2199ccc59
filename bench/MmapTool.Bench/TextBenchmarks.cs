using BenchmarkDotNet.Attributes;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Bench;

/// <summary>Text of 64 MiB on one thread and on all, to a stream that keeps nothing: hex, and numbers in every form.</summary>
public class TextBenchmarks
{
    private BenchFile file = null!;
    private DataFile data = null!;
    private MemoryView bytes = null!;
    private MemoryView singles = null!;
    private MemoryView doubles = null!;
    private MemoryView integers = null!;
    private MemoryView records = null!;

    /// <summary>Threads; 0 for one a processor.</summary>
    [Params(1, 0)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Open()
    {
        file = new(64 << 20);
        data = DataFile.Open(file.Path);
        bytes = data.View("u1");
        singles = data.View("<f4");
        doubles = data.View("<f8");
        integers = data.View("<i4");
        records = data.View("{id:<u4,value:<f4}");
    }

    [GlobalCleanup]
    public void Close()
    {
        data.Dispose();
        file.Dispose();
    }

    [Benchmark]
    public void Hex() => Write(bytes, ExportFormat.Hex);

    [Benchmark]
    public void TextOfSingles() => Write(singles, ExportFormat.Text);

    [Benchmark]
    public void JsonOfSingles() => Write(singles, ExportFormat.Json);

    [Benchmark]
    public void CsvOfSingles() => Write(singles, ExportFormat.Csv);

    [Benchmark]
    public void JsonOfDoubles() => Write(doubles, ExportFormat.Json);

    [Benchmark]
    public void JsonOfIntegers() => Write(integers, ExportFormat.Json);

    [Benchmark]
    public void CsvOfIntegers() => Write(integers, ExportFormat.Csv);

    [Benchmark]
    public void JsonOfBytes() => Write(bytes, ExportFormat.Json);

    [Benchmark]
    public void JsonOfRecords() => Write(records, ExportFormat.Json);

    private void Write(MemoryView view, ExportFormat format) => ViewExport.Write(view, format, Stream.Null, limits: new() { Threads = Threads });
}
