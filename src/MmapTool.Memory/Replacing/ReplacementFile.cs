namespace MmapTool.Memory;

/// <summary>A new file in the folder of its final place, which takes that place when it is complete, or vanishes.</summary>
/// <remarks>
/// On Linux it has no name until then, where the file system can, so that a process that is killed leaves nothing; else it is a hidden neighbour.
/// The place is never seen half-written. Where it is a symbolic link, the file that the link leads to is replaced, and not the link. But no link is
/// followed that another user put in a folder in which anybody may write (<see cref="OutputPlace"/>). A file that replaces another keeps its mode
/// and, as far as permitted, its owner, and is private until then. A new one has the mode that the umask leaves.
/// </remarks>
internal sealed partial class ReplacementFile : IDisposable
{
    private readonly PlatformFile _file;
    private readonly OutputPlace _place;
    private readonly TemporaryFile _temporary;
    private readonly FileStatus? _replaced;
    private readonly bool _overwrite;
    private readonly PlatformFileStream _raw;
    private bool _allocated;
    private bool _ended;

    private ReplacementFile(string path, OutputPlace place, FileStatus? replaced, bool overwrite)
    {
        Path = path;
        _place = place;
        _replaced = replaced;
        _overwrite = overwrite;
        _temporary = TemporaryFile.Create(place, isPrivate: replaced is not null);
        _file = _temporary.File;
        _raw = new(_file);
        Stream = new BufferedStream(_raw, 1 << 16);
    }

    /// <summary>The final place.</summary>
    public string Path { get; }

    /// <summary>Where the content is written: seekable, buffered, with errors that name <see cref="Path"/>.</summary>
    public Stream Stream { get; }

    /// <summary>
    /// A remark on the file that it replaces, whose other names (hard links) lead to the old content from then on; <see langword="null"/> where it has
    /// none.
    /// </summary>
    public string? LeftBehind => LeftBehindBy(_replaced);

    /// <summary>The same of the file at a path, which something is to replace.</summary>
    public static string? NamesLeftBehind(string path) => LeftBehindBy(PlatformFile.TryGetStatus(path));

    private static string? LeftBehindBy(FileStatus? replaced) => replaced is { Kind: FileKind.Regular, Links: > 1 and var links }
        ? $"the file that was replaced has {links - 1} other name{(links == 2 ? " (a hard link), which still leads" : "s (hard links), which still lead")} to what it was before"
        : null;

    /// <summary>Begins it.</summary>
    /// <param name="path">The final place.</param>
    /// <param name="overwrite">Whether it may be taken.</param>
    /// <param name="expectedLength">Bytes to allocate beforehand; 0 where that is not known.</param>
    /// <exception cref="MappedFileException">
    /// The place is taken and <paramref name="overwrite"/> is false, it is no regular file, the folder can't be written, or the disk has
    /// not the space.
    /// </exception>
    public static ReplacementFile Create(string path, bool overwrite, long expectedLength = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileErrors.EnsureIsPath(path);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);
        OutputPlace place = OutputPlace.Find(path);
        ReplacementFile? file = null;
        try
        {
            file = new(path, place, place.Replaceable(overwrite), overwrite);
            file.Allocate(0, expectedLength);
            return file;
        }
        catch
        {
            file?.Dispose();
            place.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a place that can't be taken, without beginning anything.</summary>
    /// <exception cref="MappedFileException">It is taken and <paramref name="overwrite"/> is false, is no regular file, or is another user's in a folder in which anybody may write.</exception>
    public static void EnsureTakable(string path, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileErrors.EnsureIsPath(path);
        using OutputPlace place = OutputPlace.Find(path);
        _ = place.Replaceable(overwrite);
    }

    /// <summary>Deletes the temporary files of all that are neither committed nor disposed: for a process that a signal ends.</summary>
    public static void DeletePending() => TemporaryFile.DeleteAll();

    /// <summary>Syncs the content, puts it in its place and syncs the folder.</summary>
    /// <param name="sync">Whether it must survive the loss of power.</param>
    /// <exception cref="MappedFileException">
    /// It can't be written or synced, or somebody has taken the place meanwhile. The place is then as it was, except where only the
    /// folder could not be synced.
    /// </exception>
    public void Commit(bool sync = true)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Stream.Flush();
        if (_allocated)
        {
            // Space that was allocated beyond the end is given back.
            _file.SetLength(_file.CurrentLength());
        }

        Close();
        _temporary.Place(_overwrite, file =>
        {
            if (_replaced is { } old)
            {
                FileRename.Adopt(file, old);
            }

            if (sync)
            {
                file.Sync();
            }
        });
        _ended = true;
        using (_place)
        {
            if (sync)
            {
                try
                {
                    FileRename.SyncFolder(_place);
                }
                catch (MappedFileException error)
                {
                    throw new MappedFileException(Path, $"is written and in its place, and only the last sync of its folder failed ({error.Message}): a power cut in the next minutes may lose its name; check the disk", error) { IsDone = true };
                }
            }
        }
    }

    /// <summary>Deletes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            Close();
            _temporary.Delete();
            _place.Dispose();
        }
    }

    private void Close()
    {
        // Buffered bytes are dropped, so that writing them can't fail.
        _raw.Abandon();
        Stream.Dispose();
    }
}
