namespace MmapTool.Memory;

/// <summary>How a mapped file comes to be.</summary>
public sealed partial class MappedFile
{
    private const int Attempts = 4;

    /// <summary>
    /// Opens an existing file; an empty one is fine. Symbolic links are followed. A pipe, or a file of the kernel (/proc, /sys), is read to its end first,
    /// and the copy is mapped (<see cref="IsCopy"/>). A pipe is waited for until its other end is closed.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="access">The access that it is opened for.</param>
    /// <param name="locking">How it is locked; <see cref="FileLocking.Now"/> where null.</param>
    /// <exception cref="MappedFileException">It is missing, no file that can be mapped or copied, locked by another process, or can't be opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The access is none of <see cref="MapAccess"/>.</exception>
    /// <exception cref="OperationCanceledException">The wait for the lock, or for a pipe, was cancelled.</exception>
    public static MappedFile Open(string path, MapAccess access = MapAccess.Read, FileLocking? locking = null) => Open(path, access, locking, mayCopy: true);

    /// <summary>
    /// Opens a file that no user has named, such as one beside theirs or one that a header names. Anybody may have put it there, so a file that may
    /// have to be waited for is refused.
    /// </summary>
    /// <inheritdoc cref="Open(string, MapAccess, FileLocking?)"/>
    /// <exception cref="MappedFileException">It is a pipe or a file of the kernel; or as for <see cref="Open(string, MapAccess, FileLocking?)"/>.</exception>
    public static MappedFile OpenRegular(string path, MapAccess access = MapAccess.Read, FileLocking? locking = null) => Open(path, access, locking, mayCopy: false);

    private static MappedFile Open(string path, MapAccess access, FileLocking? locking, bool mayCopy)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DefinedEnum.Ensure(access);
        FileLocking locks = locking ?? FileLocking.Now;
        bool writable = access == MapAccess.ReadWrite;
        for (int attempt = 1; ; attempt++)
        {
            PlatformFile file = PlatformFile.Open(path, writable);
            bool kept = false;
            try
            {
                if (file.MustBeCopied)
                {
                    if (!mayCopy)
                    {
                        throw new MappedFileException(path, "is a pipe or a file of the kernel, and no regular file: only a verb that reads takes one, and only where you name it; put a regular file in its place");
                    }

                    return OpenCopy(file, access, locks.Cancellation);
                }

                if (locks.Locked)
                {
                    FileLock.Take(file, writable, locks);

                    // The process that held the lock may have put another file in this one's place; a lock on the old one would keep no other process out.
                    // Where there is none any more, opening it again says so.
                    if (PlatformFile.TryGetStatus(path)?.Identity != file.Status().Identity)
                    {
                        if (attempt < Attempts)
                        {
                            continue;
                        }

                        throw new MappedFileException(path, "is replaced by other files again and again; try again when that is over");
                    }
                }

                MappedFile opened = new(file, access);
                kept = true;
                return opened;
            }
            finally
            {
                if (!kept)
                {
                    file.Dispose();
                }
            }
        }
    }

    /// <summary>Makes a new file of this length, its space allocated unless <paramref name="sparse"/>. Never overwrites.</summary>
    /// <exception cref="MappedFileException">The path is taken, the folder can't be written, or the disk has not the space; nothing is left behind.</exception>
    public static MappedFile Create(string path, long length, bool sparse = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        PlatformFile file = PlatformFile.CreateNew(path, isPrivate: false);
        bool kept = false;
        try
        {
            FileLock.Take(file, exclusive: true, FileLocking.Now);
            file.SetLength(length);
            if (!sparse && length > 0)
            {
                file.TryAllocate(0, length);
            }

            MappedFile created = new(file, MapAccess.ReadWrite);
            kept = true;
            return created;
        }
        finally
        {
            if (!kept)
            {
                file.Dispose();
                SystemPath.Delete(path);
            }
        }
    }

    /// <summary>
    /// A copy of a stream, which is read to its end: standard input, as a rule. It lies in a temporary file without a name, in <c>TMPDIR</c>, else in /var/tmp, until
    /// this is closed.
    /// </summary>
    /// <param name="stream">The stream to read; it is not closed.</param>
    /// <param name="name">The name of the copy in errors and as <see cref="Path"/>.</param>
    /// <param name="cancellation">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MappedFileException">It can't be read or kept, or is a device that may have no end.</exception>
    public static MappedFile CopyOf(Stream stream, string name, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(SpooledCopy.Of(stream, name, long.MaxValue, cancellation), MapAccess.Read) { IsCopy = true };
    }

    private static MappedFile OpenCopy(PlatformFile file, MapAccess access, CancellationToken cancellation)
    {
        if (access == MapAccess.ReadWrite)
        {
            throw new MappedFileException(file.Name, "is a file of the kernel, which tells no length or a wrong one, and is only read here; write to it as its documentation says");
        }

        bool isPipe = file.Status().Kind == FileKind.Pipe;
        return new(SpooledCopy.Of(file.ReadInOrder(), file.Name, isPipe ? long.MaxValue : SpooledCopy.MostOfKernelFile, cancellation), access) { IsCopy = true };
    }
}
