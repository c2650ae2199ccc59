namespace MmapTool.Memory;

/// <summary>
/// A small file of the tool's own beside a user's file, such as a journal. It is made exclusively, never through a symbolic link. It is read and
/// written by pread and pwrite, and synced by a call whose errors are believed. Not mapped and not locked.
/// </summary>
internal sealed class JournalFile : IJournalFile
{
    private readonly PlatformFile _file;
    private int _holders = 1;

    private JournalFile(PlatformFile file) => _file = file;

    /// <inheritdoc/>
    public string Name => _file.Name;

    /// <inheritdoc/>
    public long Length => _file.CurrentLength();

    /// <summary>Makes a new file that only its owner may read; whatever stands at the path already, a link included, is an error.</summary>
    /// <exception cref="MappedFileException">The path is taken, or the folder can't be written.</exception>
    public static JournalFile Create(string path) => new(PlatformFile.CreateNew(path, isPrivate: true));

    /// <summary>Opens an existing file to be read, or read and written, if it may be taken for one of the tool's own (<see cref="FileTrust"/>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="writable">Whether it is written too.</param>
    /// <param name="owner">The owner of the user's file that it stands beside.</param>
    /// <exception cref="MappedFileException">It is missing, may not be taken for one, or can't be opened.</exception>
    public static JournalFile Open(string path, bool writable = true, uint? owner = null)
    {
        PlatformFile file = PlatformFile.Open(path, writable, follow: false);

        // The status of the open file: the path may lead to another file by now.
        if (FileTrust.DoubtOf(file.Status(), owner) is { } doubt)
        {
            file.Dispose();
            throw new MappedFileException(path, doubt);
        }

        return new(file);
    }

    /// <summary>Whether the path leads to this very file, and not through a link.</summary>
    public bool IsAt(string path) => PlatformFile.TryGetStatusHere(path) is { Kind: FileKind.Regular } status && status.Identity == _file.Status().Identity;

    /// <summary>Deletes a file.</summary>
    /// <exception cref="MappedFileException">It can't be deleted.</exception>
    public static void Delete(string path) => SystemPath.Delete(path);

    /// <summary>Makes the names in a folder durable: what was made in it stays, what was deleted stays gone.</summary>
    /// <exception cref="MappedFileException">The disk fails.</exception>
    public static void SyncFolder(string folder) => FileRename.SyncFolder(folder, folder);

    /// <summary>Fills the buffer from an offset.</summary>
    public void ReadAt(long offset, Span<byte> buffer) => _file.ReadAt(offset, buffer);

    /// <summary>Writes at an offset, growing the file where it ends.</summary>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => _file.WriteAt(offset, bytes);

    /// <summary>Allocates space, so that later writes to the range can't find the disk full.</summary>
    public void Allocate(long offset, long length) => _file.TryAllocate(offset, length);

    /// <summary>The file's blocks, which others may share.</summary>
    public FileExtents? Extents => new(_file);

    /// <summary>Has what was written to the range go to the disk now, so that a later <see cref="Sync"/> has less to do; nothing is durable by it.</summary>
    /// <exception cref="MappedFileException">The disk fails, and what was written may be lost.</exception>
    public void WriteBack(long offset, long length, bool wait) => _file.WriteBack(offset, length, wait);

    /// <summary>Makes everything written durable, or throws.</summary>
    public void Sync() => _file.Sync();

    /// <summary>The same open file for one holder more; it is closed when all have disposed it.</summary>
    public JournalFile Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _file.Dispose();
        }
    }
}
