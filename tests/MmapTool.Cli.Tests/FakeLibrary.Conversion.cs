using MmapTool.Cli.Seams;
using MmapTool.Elements;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Export;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

internal sealed partial class FakeLibrary
{
    public ChangeReport Convert(ConversionJob job) => throw failure ?? new InvalidOperationException("nothing to convert");

    public long ConvertTo(ReplacementFile? file, Stream stream, MemoryView view, ElementType to, CastValues casting, ExportFormat form, WorkSettings work) => 0;

    public long ConvertedLength(MemoryView view, ElementType to, CastValues casting, ExportFormat form) => 0;
}
