using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// Files without a name (open(2), O_TMPFILE). No other process can open them by a name, and they are gone with the process. They get a name when they are
/// complete (linkat(2)), by the way through /proc that needs no right of its own.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class NamelessFile
{
    private const uint OwnersOnly = 0x180;
    private const uint Everybodys = 0x1B6;

    /// <summary>Whether any are made; tests of what is done without them say no.</summary>
    public static bool IsUsed { get; set; } = true;

    /// <summary>Makes one that can get a name; null where the file system or the system has none.</summary>
    /// <param name="folder">The folder in whose file system it lies, and in which it is to have a name.</param>
    /// <param name="isPrivate">Whether only its owner may read it, rather than whoever the umask leaves.</param>
    /// <param name="name">The name of the file in errors.</param>
    public static UnixFile? TryCreate(string folder, bool isPrivate, string name)
    {
        using SafeFileHandle opened = UnixFile.OpenFolder(null, folder.Length == 0 ? "." : folder, name);
        return TryCreate(opened, isPrivate, name);
    }

    /// <summary>The same, in an open folder.</summary>
    public static UnixFile? TryCreate(SafeFileHandle folder, bool isPrivate, string name)
    {
        if (!IsUsed)
        {
            return null;
        }

        UnixFile.ReserveStandardDescriptors();
        int descriptor;
        do
        {
            descriptor = LibC.Open(folder, ".", LibC.NamelessFile, isPrivate ? OwnersOnly : Everybodys);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        if (descriptor < 0)
        {
            return null;
        }

        UnixFile file = new(name, new SafeFileHandle(descriptor, ownsHandle: true));

        // In a chroot or a container /proc may be missing, or not be the system's.
        if (UnixFile.StatusOf(PathOf(file)) is { } status && status.Identity == file.Status().Identity)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Gives it a name in a folder, in no case that of another file; false where that is taken, null where it can't be done.</summary>
    public static bool? TryName(PlatformFile file, SafeFileHandle folder, string name)
    {
        int result;
        do
        {
            result = LibC.Link(LibC.CurrentDirectory, PathOf(file), folder, name, LibC.FollowLink);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        return result == 0 ? true : Marshal.GetLastPInvokeError() == Errno.Exists ? false : null;
    }

    private static string PathOf(PlatformFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Handle.DangerousGetHandle()}");
}
