using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <summary>The library itself.</summary>
internal sealed class Library : ILibrary
{
    /// <inheritdoc/>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait) =>
        DataFile.Open(path, MapAccess.Read, settings.Format, new FileLocking(Locked: true, wait));

    /// <inheritdoc/>
    public string? ViewText(DataFile file, MemoryView view) => throw new NotImplementedException(nameof(ViewText));

    /// <inheritdoc/>
    public bool IsWritable(string path)
    {
        // Opening asks the system itself, which knows about owners, access lists and read-only mounts. Sharing with everyone takes no lock.
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle =
                File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return !handle.IsInvalid;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool IsSameFile(string path, string other) => throw new NotImplementedException(nameof(IsSameFile));

    /// <inheritdoc/>
    public void WriteList(MemoryView view, PipeWriter to, ListStyle style, WorkSettings work) => throw new NotImplementedException(nameof(WriteList));

    /// <inheritdoc/>
    public void WriteJson(MemoryView view, PipeWriter to, WorkSettings work) => throw new NotImplementedException(nameof(WriteJson));

    /// <inheritdoc/>
    public void WriteCsv(MemoryView view, PipeWriter to, WorkSettings work) => throw new NotImplementedException(nameof(WriteCsv));

    /// <inheritdoc/>
    public void WriteHex(MemoryView view, PipeWriter to, bool color, WorkSettings work) => throw new NotImplementedException(nameof(WriteHex));

    /// <inheritdoc/>
    public void WriteRaw(MemoryView view, PipeWriter to, WorkSettings work) => throw new NotImplementedException(nameof(WriteRaw));

    /// <inheritdoc/>
    public void WriteNpy(MemoryView view, PipeWriter to, WorkSettings work) => throw new NotImplementedException(nameof(WriteNpy));

    /// <inheritdoc/>
    public long ExpectedLength(MemoryView view, ExportForm form) => form == ExportForm.Raw ? view.Layout.ByteLength : 0;

    /// <inheritdoc/>
    public ChangeReport Patch(PatchJob job) => throw new NotImplementedException(nameof(Patch));

    /// <inheritdoc/>
    public ChangeReport RecordLayout(HeaderJob job) => throw new NotImplementedException(nameof(RecordLayout));
}
