namespace MmapTool.Memory;

/// <summary>
/// Bytes that are too many for memory, for as long as they are needed: a temporary file that nobody else can open and that is gone with the process,
/// however it ends (on Unix it has no name; on Windows it is deleted on close).
/// </summary>
public sealed class SpillFile : IDisposable
{
    private readonly FileStream file;

    private SpillFile(FileStream file) => this.file = file;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public static SpillFile Create(string folder)
    {
        string path = Path.Combine(folder, $"mmaptool-{Guid.NewGuid():N}.tmp");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new(new FileStream(path, options));
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream stream = new(path, options);
        File.Delete(path);
        return new(stream);
    }

    /// <summary>Writes bytes at an offset.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, offset);

    /// <summary>Fills the buffer with the bytes from an offset on, all of which have been written.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    public void ReadAt(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, buffer, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("a temporary file has been cut short");
            }

            buffer = buffer[read..];
            offset += read;
        }
    }

    /// <summary>Deletes it.</summary>
    public void Dispose() => file.Dispose();
}
