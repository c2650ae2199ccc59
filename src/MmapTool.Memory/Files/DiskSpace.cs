using System.Globalization;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>The space that a disk has left, where it can be told how much a file of so many bytes takes of it.</summary>
internal static class DiskSpace
{
    // File systems that neither compress blocks nor store equal blocks once: ext2 to ext4, XFS, tmpfs.
    private static readonly long[] Plain = [0xEF53, 0x58465342, 0x01021994];

    /// <summary>Refuses to begin what needs more space than there is, before any of it is taken. Nothing is refused where the need can't be told.</summary>
    /// <param name="folder">A folder of the disk.</param>
    /// <param name="bytes">The space needed at the least, in bytes.</param>
    /// <param name="path">The file that it is for, for the error.</param>
    /// <exception cref="MappedFileException">There is less.</exception>
    public static unsafe void Ensure(string folder, long bytes, string path)
    {
        if (!OperatingSystem.IsLinux() || bytes <= 0)
        {
            return;
        }

        LibC.FileSystemStatus system;
        if (LibC.FileSystem(folder.Length == 0 ? "." : folder, &system) != 0 || system.Blocks == 0 || !Plain.Contains(system.Kind))
        {
            return;
        }

        UInt128 free = (UInt128)(Environment.IsPrivilegedProcess ? system.Free : system.Available) * (ulong)system.BlockSize;
        if ((ulong)bytes > free)
        {
            throw new MappedFileException(path, string.Create(CultureInfo.InvariantCulture, $"the change needs {bytes} bytes on disk, and there is no space left on the device for more than {free}; free some"));
        }
    }
}
