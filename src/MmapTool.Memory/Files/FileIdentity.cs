
namespace MmapTool.Memory;

/// <summary>The identity of a file, whatever path leads to it: two paths with the same identity are one file.</summary>
/// <param name="Device">The file system's device number; on Windows the volume's serial number.</param>
/// <param name="Number">The inode; on Windows the file index.</param>
public readonly record struct FileIdentity(ulong Device, ulong Number)
{
    /// <summary>In the place of a file system's number: the other number is a device's own, by whatever node in whatever folder it is opened.</summary>
    public const ulong OfDevices = ulong.MaxValue;

    /// <summary>The identity of whatever the path leads to, symbolic links followed; null where nothing can be reached.</summary>
    /// <exception cref="MappedFileException">The system can't tell, as with a disk that fails.</exception>
    public static FileIdentity? Of(string path) => PlatformFile.TryGetStatus(Argument.NotNull(path))?.Identity;
}
