using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory;

/// <summary>
/// An open regular file as the operating system has it, with every failure as a <see cref="MappedFileException"/>. The one place
/// where the systems part: <see cref="UnixFile"/> and <see cref="WindowsFile"/>.
/// </summary>
internal abstract class PlatformFile : IDisposable
{
    protected PlatformFile(string name, SafeFileHandle handle) => (Name, Handle) = (name, handle);

    /// <summary>The name of the file in errors.</summary>
    public string Name { get; }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Opens an existing regular file, without any lock.</summary>
    /// <param name="path">Where.</param>
    /// <param name="writable">Whether for writing too.</param>
    /// <param name="follow">Whether its last name may be a symbolic link.</param>
    public static PlatformFile Open(string path, bool writable, bool follow = true)
    {
        if (!OperatingSystem.IsWindows())
        {
            return UnixFile.OpenExisting(path, writable, follow);
        }

        return follow || new FileInfo(path).LinkTarget is null
            ? WindowsFile.OpenExisting(path, writable)
            : throw new MappedFileException(path, "is a symbolic link, which is not followed here; look at it, and remove it");
    }

    /// <summary>Makes a new file for reading and writing; fails where the path is taken, be it by a dangling link.</summary>
    /// <param name="path">Where.</param>
    /// <param name="isPrivate">Whether only its owner may read it, rather than whoever the umask leaves.</param>
    /// <param name="name">The name of the file in errors; the path itself where null.</param>
    public static PlatformFile CreateNew(string path, bool isPrivate, string? name = null)
    {
        if (OperatingSystem.IsLinux())
        {
            return UnixFile.CreateAt(path, isPrivate, name ?? path);
        }

        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        if (!OperatingSystem.IsWindows())
        {
            UnixFile.ReserveStandardDescriptors();
        }

        // Not open(2) itself: its third argument is a variable one, and travels differently on Apple's ARM.
        try
        {
            SafeFileHandle handle = new FileStream(path, options).SafeFileHandle;
            return OperatingSystem.IsWindows() ? new WindowsFile(name ?? path, handle) : new UnixFile(name ?? path, handle);
        }
        catch (IOException) when (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            throw new MappedFileException(name ?? path, "already exists; remove it or choose another name");
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(name ?? path, "created", error);
        }
    }

    /// <summary>The status of a path itself, not of a link's target; null where there is nothing.</summary>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static FileStatus? TryGetStatusHere(string path) =>
        !OperatingSystem.IsWindows() ? UnixFile.StatusOf(path, follow: false)
        : new FileInfo(path).LinkTarget is not null ? new(FileKind.Link, default, 0, 0, 0, 0, 0)
        : WindowsFile.StatusOf(path);

    /// <summary>The status of the file that a path leads to, links followed; null where nothing can be reached.</summary>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static FileStatus? TryGetStatus(string path) =>
        OperatingSystem.IsWindows() ? WindowsFile.StatusOf(path) : UnixFile.StatusOf(path);

    /// <summary>The status of the open file now.</summary>
    public abstract FileStatus Status();

    /// <summary>Whether it is a block device, whose length is fixed and whose space needs no taking.</summary>
    public virtual bool IsDevice => false;

    /// <summary>Whether only a copy of it can be mapped, made by reading it in order: it tells no length, or a wrong one.</summary>
    public virtual bool MustBeCopied => false;

    /// <summary>A stream over the file from its beginning, for what can be read in order only.</summary>
    public virtual Stream ReadInOrder() => new PlatformFileStream(this);

    /// <summary>The marks that tell the open file from others of its number.</summary>
    public virtual FileBirth Birth() => new(Status().BirthTime, null);

    /// <summary>Length now; cheap enough to be asked before each window.</summary>
    public abstract long CurrentLength();

    /// <summary>Reads up to the whole buffer; 0 at the end of the file.</summary>
    public abstract int ReadSome(long offset, Span<byte> buffer);

    /// <summary>Writes at least a byte.</summary>
    public abstract int WriteSome(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file or extends it by a hole.</summary>
    public abstract void SetLength(long length);

    /// <summary>Allocates the range without changing the length; false where the file system can't.</summary>
    public abstract bool TryAllocate(long offset, long length);

    /// <summary>Where the first hole at or after this offset begins; the length where there is none, the offset itself where that is unknown.</summary>
    public abstract long NextHole(long offset);

    /// <summary>Where the first data at or after this offset begin; the length where there are none, the offset itself where that is unknown.</summary>
    public abstract long NextData(long offset);

    /// <summary>Makes a hole of a range, whose bytes are zeros then; the length stays. False where the file system can't, or fails.</summary>
    public virtual bool TryPunch(long offset, long length) => false;

    /// <summary>
    /// The first stretch at or after an offset that has space on disk, whether written or not. Empty, at the end of the range, where there is none in it.
    /// <see langword="null"/> where the system can't tell.
    /// </summary>
    public virtual (long Start, long End)? NextExtent(long offset, long length) => null;

    /// <summary>Moves what follows the offset up, leaving zeros; false where the file system can't.</summary>
    public abstract bool TryInsert(long offset, long length);

    /// <summary>Removes the range, moving what follows down; false where the file system can't.</summary>
    public abstract bool TryCollapse(long offset, long length);

    /// <summary>Takes the lock at once; false where somebody else holds it.</summary>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    public abstract bool TryLock(bool exclusive);

    /// <summary>Makes what was written durable. Its errors are to be believed, and come once only.</summary>
    public abstract void Sync();

    /// <summary>
    /// Has what was written to the range go to the disk now, and waits for it where asked to. Nothing is durable by it: the place of the
    /// blocks and the disk's own cache are left out. But an error that it meets is the sync's, which will not see it again.
    /// </summary>
    public virtual void WriteBack(long offset, long length, bool wait)
    {
        // Other systems keep less data unwritten, and do not have this call.
    }

    /// <summary>
    /// Lets a range share the blocks of another file's range, so that it reads the same and takes no time or space; false where the
    /// file system can't. All three numbers are multiples of its block.
    /// </summary>
    public virtual bool TryClone(long offset, PlatformFile from, long fromOffset, long length) => false;

    /// <summary>The extents from an offset on; null where they can't be told, or are more than so many.</summary>
    public virtual IReadOnlyList<FileExtent>? TryMap(long offset, int most) => null;

    /// <summary>An extended attribute's value; null where there is none, or the file system has no attributes.</summary>
    public virtual byte[]? ReadAttribute(string name) => null;

    /// <summary>Sets an extended attribute; false where that can't be. Durable with the file's other metadata.</summary>
    public virtual bool TryWriteAttribute(string name, ReadOnlySpan<byte> value) => false;

    /// <summary>Removes an extended attribute, if it is there.</summary>
    public virtual void RemoveAttribute(string name)
    {
        // Where there are none, none has to go.
    }

    /// <summary>Reads the whole buffer.</summary>
    public void ReadAt(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int read = ReadSome(offset, buffer);
            if (read == 0)
            {
                throw FileErrors.Truncated(Name, CurrentLength(), offset + buffer.Length);
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Writes all the bytes.</summary>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int written = WriteSome(offset, bytes);
            offset += written;
            bytes = bytes[written..];
        }
    }

    public void Dispose()
    {
        Handle.Dispose();
        GC.SuppressFinalize(this);
    }
}
