using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The journal's place on a real file system: <c>NAME.mmap-journal</c> beside the file that the path leads to.</summary>
public sealed class JournalPlace : IJournalPlace
{
    /// <summary>What a journal's name ends with.</summary>
    public const string Suffix = ".mmap-journal";

    private JournalPlace(string path) => Path = path;

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public bool Exists => File.Exists(Path) || System.IO.Path.Exists(Path) || new FileInfo(Path).LinkTarget is not null;

    /// <summary>The place that belongs to a file. Symbolic links lead to the file first, so that all of them share one place.</summary>
    public static JournalPlace Of(string path)
    {
        try
        {
            string target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
            return new(target + Suffix);
        }
        catch (FileNotFoundException)
        {
            // The file may be gone and its journal there.
            return new(path + Suffix);
        }
        catch (IOException error)
        {
            throw new MappedFileException(path, "is a symbolic link that leads nowhere", error);
        }
    }

    /// <summary>Refuses a file whose change was interrupted.</summary>
    /// <exception cref="InterruptedChangeException">There is a journal.</exception>
    public static void EnsureNone(string path)
    {
        JournalPlace place = Of(path);
        if (place.Exists)
        {
            throw new InterruptedChangeException(place.Path, $"a change was interrupted, and {place.Path} is left of it; run 'mmaptool recover {path}' first");
        }
    }

    /// <inheritdoc/>
    public IStableFile Create()
    {
        try
        {
            return new JournalFile(StableFile.Create(Path));
        }
        catch (MappedFileException error)
        {
            throw new MappedFileException(error.Path, $"{error.Message} (the journal that makes the change safe goes there; --no-journal does without, for scratch files)", error);
        }
    }

    /// <inheritdoc/>
    public IStableFile Open(bool writable = true) => new JournalFile(StableFile.Open(Path, writable));

    /// <inheritdoc/>
    public void Delete() => StableFile.Delete(Path);

    /// <inheritdoc/>
    public void SyncFolder() => StableFile.SyncFolder(System.IO.Path.GetDirectoryName(Path) ?? "");

    private sealed class JournalFile(StableFile file) : IStableFile
    {
        public long Length => file.Length;

        public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => file.WriteAt(offset, bytes);

        public void Allocate(long offset, long length) => file.Allocate(offset, length);

        public void WriteBack(long offset, long length, bool wait) => file.WriteBack(offset, length, wait);

        public FileExtents? Extents => file.Extents;

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
