using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <summary>The library itself.</summary>
internal sealed class Library : ILibrary
{
    /// <inheritdoc/>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait) =>
        DataFile.Open(path, MapAccess.Read, settings.Format, new FileLocking(Locked: true, wait));

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
    public void Export(MemoryView view, PipeWriter to, ExportForm form, ExportStyle style, WorkSettings work) => throw new NotImplementedException(nameof(Export));

    /// <inheritdoc/>
    public long ExpectedLength(MemoryView view, ExportForm form) => form == ExportForm.Raw ? view.Layout.ByteLength : 0;

    /// <inheritdoc/>
    public IEnumerable<Edit> ReadScript(Stream script) => throw new NotImplementedException(nameof(ReadScript));

    /// <inheritdoc/>
    public ChangeReport Patch(PatchJob job) => throw new NotImplementedException(nameof(Patch));

    /// <inheritdoc/>
    public ChangeReport RecordLayout(HeaderJob job) => throw new NotImplementedException(nameof(RecordLayout));
}
