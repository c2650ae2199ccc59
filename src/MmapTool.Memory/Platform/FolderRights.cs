using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>Tells beforehand whether a file could be made, by making nothing: what a dry run asks, and the run itself before it begins.</summary>
internal static class FolderRights
{
    /// <summary>Refuses a place where this process can make no file: the folder is missing, closed to it, or on a file system that is read-only or full of files.</summary>
    /// <param name="path">The place, a link at its end followed; what else may stand there is not looked at.</param>
    /// <param name="name">The name of the place in errors; the path itself where null.</param>
    /// <exception cref="MappedFileException">No file can be made there.</exception>
    public static unsafe void EnsureFileCanBeMade(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string called = name ?? path;
        path = FollowLink(path);
        string folder = SystemPath.FolderOf(path);
        if (Retried.Call(() => LibC.Access(LibC.CurrentDirectory, folder, LibC.MayMakeNames, LibC.EffectiveRights)) != 0)
        {
            throw FileErrors.FromErrno(called, "created", Marshal.GetLastPInvokeError());
        }

        LibC.LinuxStatus there;
        if (LibC.Status(LibC.CurrentDirectory, path, 0, LibC.BasicStatistics, &there) != 0 && Marshal.GetLastPInvokeError() is var error && error == Errno.NameTooLong)
        {
            throw FileErrors.FromErrno(called, "created", error);
        }

        LibC.FileSystemStatus system;
        if (LibC.FileSystem(folder, &system) == 0 && system.Files > 0 && system.FreeFiles == 0)
        {
            throw new MappedFileException(called, "can't be created: no space left on the device for another file; free some");
        }
    }

    private static string FollowLink(string path)
    {
        try
        {
            return SystemPath.FollowLinks(path);
        }
        catch (MappedFileException)
        {
            // The call that makes the file reports the reason.
            return path;
        }
    }
}
