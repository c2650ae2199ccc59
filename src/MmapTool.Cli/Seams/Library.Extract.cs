using System.Collections.Immutable;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal sealed partial class Library
{
    /// <inheritdoc/>
    public long ExportToFile(MemoryView view, ReplacementFile file, ExportFormat form, bool synced, WorkSettings work) =>
        FileExport.Write(view, file, BytesOptions(view.Stored(), form), synced, work.Limits);

    /// <inheritdoc/>
    public void ExportBytes(MemoryView view, Stream to, ExportFormat form, WorkSettings work, Func<MemoryView, MemoryView> direct) =>
        ByteExport.Write(view, to, BytesOptions(view.Stored(), form), work.Limits, direct);

    private static ExportOptions BytesOptions(MemoryView view, ExportFormat form) => form == ExportFormat.Npy
        ? new() { NpyHeader = NpyHeaderOf(view).AsMemory(), FortranOrder = IsFortranOnly(view.Layout) }
        : ExportOptions.Default;

    // An array packed in Fortran order is written as it lies, and says so.
    private static ImmutableArray<byte> NpyHeaderOf(MemoryView view) =>
        NpyHeader.Write(view.ElementType, view.Shape, IsFortranOnly(view.Layout));

    private static bool IsFortranOnly(Layout layout) => layout.IsFContiguous && !layout.IsCContiguous;
}
