using MmapTool.Memory;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal partial interface ILibrary
{
    /// <summary>Writes the elements' bytes, raw or as npy, into a new file, which is not committed; gives the bytes of the file.</summary>
    long ExportToFile(MemoryView view, ReplacementFile file, ExportFormat form, bool synced, WorkSettings work);

    /// <summary>
    /// Writes the elements' bytes, raw or as npy, to a pipe. What lies packed is offered to <paramref name="direct"/> first, which gives what it leaves.
    /// </summary>
    void ExportBytes(MemoryView view, Stream to, ExportFormat form, WorkSettings work, Func<MemoryView, MemoryView> direct);
}
