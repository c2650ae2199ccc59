using MmapTool.Memory;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal partial interface ILibrary
{
    /// <summary>Writes the elements' bytes, raw or as npy, into a new file, which is not committed; gives the bytes of the file.</summary>
    long ExportToFile(MemoryView view, ReplacementFile file, ExportFormat form, bool synced, WorkSettings work);

    /// <summary>
    /// Writes the elements' bytes, raw or as npy, to a pipe. Elements that lie packed are offered to <paramref name="direct"/> first, which returns
    /// the part that it has not written.
    /// </summary>
    void ExportBytes(MemoryView view, Stream to, ExportFormat form, WorkSettings work, Func<MemoryView, MemoryView> direct);
}
