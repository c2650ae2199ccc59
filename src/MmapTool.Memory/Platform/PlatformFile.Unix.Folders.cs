using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <content>Names in an open folder.</content>
internal sealed unsafe partial class UnixFile
{
    // A link's text is at most a page less one.
    private const int LongestLink = 4096;

    // Modes of new files: for the owner alone; and for all, minus the bits of the umask.
    private const uint OwnersOnly = 0x180;
    private const uint Everybodys = 0x1B6;

    /// <summary>Opens a folder, to name files in it; it need not be readable.</summary>
    /// <param name="from">The folder that a relative path counts from; the process's own where null.</param>
    /// <param name="path">Which; links are followed.</param>
    /// <param name="called">The name in errors of the file in it.</param>
    [SupportedOSPlatform("linux")]
    public static SafeFileHandle OpenFolder(SafeFileHandle? from, string path, string called)
    {
        while (true)
        {
            int descriptor = from is null ? LibC.Open(path, LibC.FolderOnly) : LibC.Open(from, path, LibC.FolderOnly, 0);
            if (descriptor >= 0)
            {
                return new(descriptor, ownsHandle: true);
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(called, "created", error);
            }
        }
    }

    /// <summary>The status of a name in a folder: of a link itself, not of its target; of the folder for no name; null where there is nothing.</summary>
    [SupportedOSPlatform("linux")]
    public static FileStatus? StatusIn(SafeFileHandle folder, string name)
    {
        LibC.LinuxStatus status;
        int flags = name.Length == 0 ? LibC.EmptyPath : LibC.NoFollow;
        int result;
        do
        {
            result = LibC.Status(folder, name, flags, LibC.BasicStatistics, &status);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        return result == 0 ? Translate(status) : null;
    }

    /// <summary>A symbolic link's text.</summary>
    [SupportedOSPlatform("linux")]
    public static string LinkTarget(SafeFileHandle folder, string name, string called)
    {
        byte* buffer = stackalloc byte[LongestLink];
        nint length = LibC.ReadLink(folder, name, buffer, LongestLink);
        return length > 0
            ? PathText.FromBytes(new(buffer, (int)length))
            : throw FileErrors.FromErrno(called, "followed to where it leads", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes a new file for reading and writing; fails where the name is taken, be it by a link.</summary>
    [SupportedOSPlatform("linux")]
    public static UnixFile CreateIn(SafeFileHandle folder, string name, uint mode, string called)
    {
        ReserveStandardDescriptors();
        return Created(Retried.Call(() => LibC.Open(folder, name, LibC.NewFile, mode)), called);
    }

    /// <summary>The same by its path.</summary>
    [SupportedOSPlatform("linux")]
    public static UnixFile CreateAt(string path, bool isPrivate, string called)
    {
        ReserveStandardDescriptors();
        int descriptor = Retried.Call(() => LibC.Open(path, LibC.NewFile, isPrivate ? OwnersOnly : Everybodys));
        return descriptor < 0 && Marshal.GetLastPInvokeError() == Errno.Exists
            ? throw new MappedFileException(called, "already exists; remove it or choose another name")
            : Created(descriptor, called);
    }

    private static UnixFile Created(int descriptor, string called) => descriptor >= 0
        ? new(called, new SafeFileHandle(descriptor, ownsHandle: true))
        : throw FileErrors.FromErrno(called, "created", Marshal.GetLastPInvokeError());
}
