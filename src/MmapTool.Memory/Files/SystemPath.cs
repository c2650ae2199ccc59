using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// Paths as the system has them, of any bytes (<see cref="PathText"/>). It takes the place of <see cref="System.IO.File"/> and its like, which put
/// U+FFFD for bytes that are no UTF-8 and so ask for another file.
/// </summary>
internal static class SystemPath
{
    // The kernel's own limit of links in a path.
    private const int MostLinks = 40;
    private const int LongestFolder = 64 << 10;

    /// <summary>The path from the root, without <c>.</c> and <c>..</c>; links are not looked at.</summary>
    /// <exception cref="MappedFileException">It is relative, and the current folder is gone.</exception>
    public static string Full(string path)
    {
        FileErrors.EnsureIsPath(path);
        return OperatingSystem.IsWindows() || Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(Path.Combine(CurrentFolder(path), path));
    }

    /// <summary>The folder in full that a path lies in.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Full(path)) ?? "/";

    /// <summary>Whether the path leads to a regular file.</summary>
    public static bool IsRegular(string path) => PlatformFile.TryGetStatus(path) is { Kind: FileKind.Regular };

    /// <summary>The number of the block device that the path leads to, the major one in the upper half; <see langword="null"/> where it leads to anything else.</summary>
    public static ulong? BlockDevice(string path) => PlatformFile.TryGetStatus(path) is { Kind: FileKind.Block, Number: var number } ? number : null;

    /// <summary>Whether the path leads to a folder.</summary>
    public static bool IsFolder(string path) => PlatformFile.TryGetStatus(path) is { Kind: FileKind.Directory };

    /// <summary>Whether the path itself is a symbolic link.</summary>
    public static bool IsLink(string path) => PlatformFile.TryGetStatusHere(path) is { Kind: FileKind.Link };

    /// <summary>The path that a path's last name leads to, its links followed one after the other; the path itself where it is no link.</summary>
    /// <exception cref="MappedFileException">The links lead in a circle, or one can't be read.</exception>
    public static string FollowLinks(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }

        string place = path;
        for (int links = 0; IsLink(place); links++)
        {
            if (links == MostLinks)
            {
                throw FileErrors.FromErrno(path, "followed to where it leads", Errno.TooManyLinks);
            }

            place = Path.Combine(Path.GetDirectoryName(place) ?? string.Empty, TargetOf(place, path));
        }

        return place == path ? path : Full(place);
    }

    /// <summary>Deletes a file; nothing where there is none.</summary>
    /// <exception cref="MappedFileException">It can't be deleted.</exception>
    public static void Delete(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            DeleteOnWindows(path);
        }
        else if (Retried.Call(() => LibC.Unlink(path)) != 0 && Marshal.GetLastPInvokeError() is not Errno.NoSuchFile and var error)
        {
            throw FileErrors.FromErrno(path, "deleted", error);
        }
    }

    /// <summary>Whether this user may write in a file that is there.</summary>
    public static bool IsWritable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Opening asks the system itself, which knows about owners, access lists and read-only mounts. It takes no lock.
            int descriptor = PlatformFile.TryGetStatus(path) is { Kind: FileKind.Regular or FileKind.Block }
                ? Retried.Call(() => LibC.Open(path, LibC.ReadWrite | LibC.CloseOnExecNoWait))
                : -1;
            return descriptor >= 0 && LibC.Close(descriptor) == 0;
        }

        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return !handle.IsInvalid;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>Opens a file to be read in order, a pipe or a device too. Reads of a pipe wait until somebody has opened its other end.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    public static Stream OpenToRead(string path)
    {
        if (IsFolder(path))
        {
            // The system's own words would be that access is denied.
            throw new MappedFileException(path, "is a folder, not a file of text; name a file in it");
        }

        if (OperatingSystem.IsWindows())
        {
            // No buffer: callers read in blocks of their own.
            return new FileStream(OpenOnWindows(path), FileAccess.Read, bufferSize: 0);
        }

        UnixFile.ReserveStandardDescriptors();
        int descriptor = Retried.Call(() => LibC.Open(path, LibC.ReadOnly | LibC.CloseOnExecNoWait));
        return descriptor >= 0
            ? new DescriptorStream(new SafeFileHandle(descriptor, ownsHandle: true), path)
            : throw FileErrors.FromErrno(path, "opened", Marshal.GetLastPInvokeError());
    }

    /// <summary>The whole of a small file.</summary>
    /// <exception cref="MappedFileException">It can't be read.</exception>
    public static byte[] ReadAll(string path)
    {
        using Stream file = OpenToRead(path);
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The folder for temporary files: <c>TMPDIR</c>, else /tmp.</summary>
    public static string TemporaryFolder => OperatingSystem.IsWindows() ? Path.GetTempPath() : Variable("TMPDIR") is { Length: > 0 } folder ? folder : "/tmp";

    /// <summary>A variable of the environment; null where it is not set.</summary>
    [UnsupportedOSPlatform("windows")]
    internal static unsafe string? Variable(string name)
    {
        byte* value = LibC.Variable(name);
        return value is null ? null : PathText.FromBytes(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value));
    }

    [UnsupportedOSPlatform("windows")]
    private static unsafe string CurrentFolder(string path)
    {
        for (int room = 4096; room <= LongestFolder; room *= 4)
        {
            byte[] folder = new byte[room];
            fixed (byte* start = folder)
            {
                if (LibC.CurrentFolder(start, (nuint)room) is not null)
                {
                    // The text of a folder outside of the process's root begins in another way.
                    string text = PathText.FromBytes(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start));
                    return text.StartsWith('/') ? text : throw Gone(path);
                }
            }

            if (Marshal.GetLastPInvokeError() != Errno.Range)
            {
                break;
            }
        }

        throw Gone(path);
    }

    private static MappedFileException Gone(string path) =>
        new(path, "the current folder has been removed or can't be reached; change to another, or give the path from the root");

    /// <summary>A symbolic link's text.</summary>
    [UnsupportedOSPlatform("windows")]
    internal static unsafe string TargetOf(string link, string called)
    {
        const int longest = 4096;
        byte* buffer = stackalloc byte[longest];
        nint length = LibC.ReadLink(link, buffer, longest);
        return length > 0
            ? PathText.FromBytes(new(buffer, (int)length))
            : throw FileErrors.FromErrno(called, "followed to where it leads", Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle OpenOnWindows(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(path, "opened", error);
        }
    }

    private static void DeleteOnWindows(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
            return;
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(path, "deleted", error);
        }
    }
}
