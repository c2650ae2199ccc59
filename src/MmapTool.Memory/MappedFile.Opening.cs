namespace MmapTool.Memory;

/// <summary>How a mapped file comes to be.</summary>
public sealed partial class MappedFile
{
    private const int Attempts = 4;

    /// <summary>Opens an existing file; an empty one is fine. Symbolic links are followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="access">What may be done with it.</param>
    /// <param name="locking">How it is locked; <see cref="FileLocking.Now"/> where null.</param>
    /// <exception cref="MappedFileException">It is missing, no regular file, locked by another process, or can't be opened.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The access is none of <see cref="MapAccess"/>.</exception>
    /// <exception cref="OperationCanceledException">The wait for the lock was cancelled.</exception>
    public static MappedFile Open(string path, MapAccess access = MapAccess.Read, FileLocking? locking = null)
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
                if (locks.Locked)
                {
                    FileLock.Take(file, writable, locks);

                    // Whoever held the lock may have put another file in this one's place; a lock on the old one would keep nobody out.
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
                opened.EnsureLengthIsKnown();
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

    // The kernel's own files (/proc, /sys) look regular and empty, yet hold text; taking them for empty would be wrong in silence.
    private void EnsureLengthIsKnown()
    {
        if (_length == 0 && _file.ReadSome(0, stackalloc byte[1]) > 0 && _file.Status().Length == 0)
        {
            throw new MappedFileException(Path, "does not tell its length, as files of the kernel do not, and can't be mapped; copy its data to a file first");
        }
    }
}
