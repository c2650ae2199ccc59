namespace MmapTool.Memory;

/// <summary>Whether something is at a path. Here a failed check is an error. In the platform's own calls it means "nothing is there".</summary>
internal static class FilePresence
{
    /// <summary>Whether the path leads to anything but a folder, symbolic links followed.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static bool IsFile(string path) => PlatformFile.TryGetStatus(path) is { Kind: not FileKind.Directory };

    /// <summary>Whether the path leads to a regular file, symbolic links followed: to open anything else may mean to wait for it.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static bool IsRegular(string path) => PlatformFile.TryGetStatus(path) is { Kind: FileKind.Regular };

    /// <summary>Whether anything stands at the path itself; a symbolic link is something, wherever it leads.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static bool IsTaken(string path) => PlatformFile.TryGetStatusHere(path) is not null;

    /// <summary>The number of the user who owns the file that the path leads to; <see langword="null"/> where there is none, or no such numbers.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public static uint? OwnerOf(string path) => OperatingSystem.IsWindows() ? null : PlatformFile.TryGetStatus(path)?.User;
}
