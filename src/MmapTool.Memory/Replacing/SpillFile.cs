namespace MmapTool.Memory;

/// <summary>
/// A temporary file for bytes that are too many for memory. No other process can open it. It is gone with the process,
/// however that ends (on Unix it has no name; on Windows it is deleted on close).
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const string Ending = ".tmp";
    private readonly PlatformFile file;

    private SpillFile(PlatformFile file) => this.file = file;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public static SpillFile Create(string folder) => new(CreateNameless(folder, $"a temporary file in {folder}"));

    /// <summary>Writes bytes at an offset.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => file.WriteAt(offset, bytes);

    /// <summary>Fills the buffer with the bytes from an offset on, all of which have been written.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    /// <summary>Deletes it.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>A new file that only this process can reach, and that is gone with it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="called">The name of the file in errors.</param>
    internal static PlatformFile CreateNameless(string folder, string called)
    {
        string path = Path.Combine(folder, $"mmaptool-{Guid.NewGuid():N}{Ending}");
        if (OperatingSystem.IsWindows())
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0, Options = FileOptions.DeleteOnClose };
            return new WindowsFile(called, new FileStream(path, options).SafeFileHandle);
        }

        PlatformFile file = PlatformFile.CreateNew(path, isPrivate: true, called);
        SystemPath.Delete(path);
        return file;
    }
}
