using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// Where an output goes: a folder, held open from the first look to the last sync, and a name in it. Every call goes by the open folder, and no call
/// follows a link at the name. So a link or folder that is put there between two calls leads nowhere.
/// </summary>
/// <remarks>
/// Symbolic links at the output's last name are followed, one after the other, under the kernel's own rule (fs.protected_symlinks), whatever that is
/// set to. The rule is for sticky folders, in which anybody may write and no user may remove another's files. There only a link of the caller's
/// or of the folder's owner is followed. The same rule holds for a file that is to be replaced there (fs.protected_regular).
/// </remarks>
internal sealed class OutputPlace : IDisposable
{
    // The kernel's own limit.
    private const int MostLinks = 40;
    private const uint StickyForAll = 0x202;

    // Of the owner, who alone reads what replaces another file; and of all, less what the umask takes.
    private const uint OwnersOnly = 0x180;
    private const uint Everybodys = 0x1B6;

    private OutputPlace(string called, string path, SafeFileHandle? folder) => (Called, Path, Folder) = (called, path, folder);

    /// <summary>The path as the user gave it, for errors.</summary>
    public string Called { get; }

    /// <summary>The full path, the last name's links followed.</summary>
    public string Path { get; }

    /// <summary>Whether the last name was a link: it exists, even where it leads to nothing.</summary>
    public bool IsThroughLink { get; private init; }

    /// <summary>The folder, on Linux; elsewhere calls go by the path.</summary>
    public SafeFileHandle? Folder { get; }

    /// <summary>Finds it.</summary>
    /// <exception cref="MappedFileException">The folder is missing, or a link is another user's, in a folder in which anybody may write.</exception>
    public static OutputPlace Find(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(path, FollowOnWindows(path), null);
        }

        string full = SystemPath.Full(path);
        return OperatingSystem.IsLinux() ? FollowByFolder(path, full) : FollowByPath(path, full);
    }

    /// <summary>The file that stands there; null where there is none.</summary>
    public FileStatus? Status() => OperatingSystem.IsLinux() && Folder is not null && Name is not ("" or "." or "..") ? UnixFile.StatusIn(Folder, Name) : StatusByPath(Path);

    /// <summary>The file that would be replaced; null where the place is free.</summary>
    /// <param name="overwrite">Whether a file may be.</param>
    /// <exception cref="MappedFileException">It may not, it is no regular file, or it is another user's in a folder in which anybody may write.</exception>
    public FileStatus? Replaceable(bool overwrite)
    {
        FileStatus? there = Status();
        if (there is null && IsThroughLink && !overwrite)
        {
            throw FileRename.Taken(Called);
        }

        switch (there?.Kind)
        {
            case FileKind.Directory:
                throw new MappedFileException(Called, "is a folder; name a file in it");
            case FileKind.Link:
                // The link came after the last link was followed.
                throw new MappedFileException(Called, "has just become a symbolic link; look at it, and try again");
            case FileKind.Block or FileKind.Character or FileKind.Pipe or FileKind.Other:
                throw new MappedFileException(Called, "is not a regular file (a pipe, device or socket) and can't be replaced; write to standard output (-) and redirect that");
            case FileKind.Regular when !overwrite:
                throw FileRename.Taken(Called);
            case FileKind.Regular when there.Value.IsMountPoint:
                throw new MappedFileException(Called, "is mounted there by itself (a bind mount of one file), and no other file can take its place: unmount it, or write to another name and copy that into it");
            case FileKind.Regular when !OperatingSystem.IsWindows() && IsForeign(there.Value, FolderStatus()):
                throw new MappedFileException(Called, $"is a file of user {there.Value.User} in a folder in which anybody may write, and an output never takes such a place: remove it, or give another name");
            default:
                return there;
        }
    }

    /// <summary>Makes a new file in the folder, under another name; fails where that is taken, be it by a dangling link.</summary>
    public PlatformFile CreateNeighbour(string neighbour, bool isPrivate) => OperatingSystem.IsLinux() && Folder is not null
        ? UnixFile.CreateIn(Folder, neighbour, isPrivate ? OwnersOnly : Everybodys, Called)
        : PlatformFile.CreateNew(PathOf(neighbour), isPrivate, Called);

    /// <summary>The full path of another name in the folder.</summary>
    public string PathOf(string neighbour) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? string.Empty, neighbour);

    /// <summary>The name in the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public void Dispose() => Folder?.Dispose();

    [SupportedOSPlatform("linux")]
    private static OutputPlace FollowByFolder(string called, string path)
    {
        UnixFile.ReserveStandardDescriptors();
        SafeFileHandle? folder = null;
        string place = string.Empty;
        try
        {
            for (int links = 0; ; links++)
            {
                // From the folder where the last link lies, as the kernel does: a text like ../x counts from there.
                (string parent, string name) = Split(path);
                SafeFileHandle next = UnixFile.OpenFolder(folder, parent.Length == 0 ? "." : parent, called);
                folder?.Dispose();
                folder = next;
                place = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(place) ?? string.Empty, path);
                if (name is "" or "." or ".." || UnixFile.StatusIn(folder, name) is not { Kind: FileKind.Link } link)
                {
                    return new(called, place, folder) { IsThroughLink = links > 0 };
                }

                Permit(called, place, link, UnixFile.StatusIn(folder, string.Empty), links);
                path = UnixFile.LinkTarget(folder, name, called);
            }
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static OutputPlace FollowByPath(string called, string path)
    {
        for (int links = 0; ; links++)
        {
            string parent = System.IO.Path.GetDirectoryName(path) ?? string.Empty;
            if (StatusByPath(path) is not { Kind: FileKind.Link } link)
            {
                return new(called, path, null) { IsThroughLink = links > 0 };
            }

            Permit(called, path, link, PlatformFile.TryGetStatus(parent), links);
            path = System.IO.Path.Combine(parent, SystemPath.TargetOf(path, called));
        }
    }

    private static string FollowOnWindows(string path)
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

    [UnsupportedOSPlatform("windows")]
    private static void Permit(string called, string path, FileStatus link, FileStatus? folder, int links)
    {
        if (links >= MostLinks)
        {
            throw FileErrors.FromErrno(called, "followed to where it leads", Errno.TooManyLinks);
        }

        if (IsForeign(link, folder))
        {
            throw new MappedFileException(called, $"{(called == path ? "is" : $"leads to {path}, which is")} a symbolic link of user {link.User} in a folder in which anybody may write, and no output goes through it: remove the link, or name the file itself");
        }
    }

    // The link belongs neither to the caller nor to the folder's owner, and anybody may write in the folder.
    [UnsupportedOSPlatform("windows")]
    private static bool IsForeign(FileStatus there, FileStatus? folder) =>
        folder is { } known && (known.Mode & StickyForAll) == StickyForAll && there.User != LibC.EffectiveUser() && there.User != known.User;

    private FileStatus? FolderStatus() => OperatingSystem.IsLinux() && Folder is not null
        ? UnixFile.StatusIn(Folder, string.Empty)
        : PlatformFile.TryGetStatus(System.IO.Path.GetDirectoryName(Path) ?? string.Empty);

    private static FileStatus? StatusByPath(string path) => OperatingSystem.IsWindows() ? PlatformFile.TryGetStatus(path) : UnixFile.StatusOf(path, follow: false);

    private static (string Folder, string Name) Split(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? (string.Empty, path) : (path[..(slash + 1)], path[(slash + 1)..]);
    }
}
