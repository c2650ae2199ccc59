using MmapTool.Cli.Seams;
using MmapTool.Memory;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

internal sealed partial class FakeLibrary
{
    public long ExportToFile(MemoryView view, ReplacementFile file, ExportFormat form, bool synced, WorkSettings work)
    {
        file.WriteAt(0, "[1]"u8);
        return 3;
    }

    public void ExportBytes(MemoryView view, Stream to, ExportFormat form, WorkSettings work, Func<MemoryView, MemoryView> direct) => to.Write("[1]"u8);
}
