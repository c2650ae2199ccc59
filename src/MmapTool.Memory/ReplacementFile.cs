namespace MmapTool.Memory;

/// <summary>A new file beside its final place, which takes that place by renaming when it is complete, or vanishes.</summary>
/// <remarks>
/// The place is never seen half-written. Where it is a symbolic link, the file that the link leads to is replaced, and not the link. A
/// file that replaces another keeps its mode and, as far as permitted, its owner, and is private until then; a new one has what the
/// umask leaves.
/// </remarks>
public sealed partial class ReplacementFile : IDisposable
{
    private readonly PlatformFile _file;
    private readonly string _target;
    private readonly string _temporary;
    private readonly FileStatus? _replaced;
    private readonly bool _overwrite;
    private readonly PlatformFileStream _raw;
    private bool _allocated;
    private bool _ended;

    private ReplacementFile(string path, string target, FileStatus? replaced, bool overwrite)
    {
        Path = path;
        _target = target;
        _replaced = replaced;
        _overwrite = overwrite;
        (_temporary, _file) = TemporaryFile.CreateBeside(target, isPrivate: replaced is not null, path);
        _raw = new(_file);
        Stream = new BufferedStream(_raw, 1 << 16);
    }

    /// <summary>The final place.</summary>
    public string Path { get; }

    /// <summary>Where the content is written: seekable, buffered, with errors that name <see cref="Path"/>.</summary>
    public Stream Stream { get; }

    /// <summary>Makes the temporary neighbour.</summary>
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
        string target = FollowLinks(path);
        FileStatus? replaced = PlatformFile.TryGetStatus(target);
        switch (replaced?.Kind)
        {
            case FileKind.Directory:
                throw new MappedFileException(path, "is a folder; name a file in it");
            case FileKind.Other:
                throw new MappedFileException(path, "is not a regular file (a pipe, device or socket) and can't be replaced; write to standard output (-) and redirect that");
            case FileKind.Regular when !overwrite:
                throw Placement.Taken(path);
        }

        ReplacementFile file = new(path, target, replaced, overwrite);
        try
        {
            file.Allocate(0, expectedLength);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the temporary files of all that are neither committed nor disposed: for a process that a signal ends.</summary>
    public static void DeletePending() => TemporaryFile.DeleteAll();

    /// <summary>Syncs the content, renames it into place and syncs the folder.</summary>
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
            // What was allocated beyond the end is given back.
            _file.SetLength(_file.CurrentLength());
        }

        if (_replaced is { } old)
        {
            Placement.Adopt(_file, old);
        }

        if (sync)
        {
            _file.Sync();
        }

        // Closed first: .NET holds a lock of its own on it, which nobody should meet at the final place.
        Close();
        TemporaryFile.Place(_temporary, () =>
        {
            if (_overwrite)
            {
                Placement.Replace(_temporary, _target, Path);
            }
            else
            {
                Placement.PlaceNew(_temporary, _target, Path);
            }
        });
        _ended = true;
        if (sync)
        {
            Placement.SyncFolder(System.IO.Path.GetDirectoryName(_target) ?? string.Empty, Path);
        }
    }

    /// <summary>Deletes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            Close();
            TemporaryFile.Delete(_temporary);
        }
    }

    private static string FollowLinks(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(path, "followed to where it leads", error);
        }
    }

    private void Close()
    {
        // What is still buffered is not wanted any more, and must not fail.
        _raw.Abandon();
        Stream.Dispose();
        _file.Dispose();
    }
}
