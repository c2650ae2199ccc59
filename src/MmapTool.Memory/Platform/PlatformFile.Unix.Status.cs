using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <content>The status of a file as the system reports it, by a descriptor or a path.</content>
internal sealed unsafe partial class UnixFile
{
    /// <summary>The status of the file that an open descriptor leads to; null where it is closed.</summary>
    public static FileStatus? StatusOf(int descriptor)
    {
        if (OperatingSystem.IsMacOS())
        {
            using SafeFileHandle borrowed = new(descriptor, ownsHandle: false);
            LibC.MacStatus mac;
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LibC.StatusX64(borrowed, &mac) : LibC.StatusArm(borrowed, &mac);
            return result == 0 ? Translate(mac) : null;
        }

        LibC.LinuxStatus status;
        return LibC.Status(descriptor, string.Empty, LibC.EmptyPath, LibC.BasicStatistics, &status) == 0 ? Translate(status) : null;
    }

    public static FileStatus? StatusOf(string path, bool follow = true, bool isStrict = true)
    {
        if (OperatingSystem.IsMacOS())
        {
            LibC.MacStatus mac;
            int result = (RuntimeInformation.ProcessArchitecture == Architecture.X64, follow) switch
            {
                (true, true) => LibC.StatusX64(path, &mac),
                (true, false) => LibC.LinkStatusX64(path, &mac),
                (false, true) => LibC.StatusArm(path, &mac),
                _ => LibC.LinkStatusArm(path, &mac),
            };
            return result == 0 ? Translate(mac) : isStrict ? NothingOr(path, Marshal.GetLastPInvokeError()) : null;
        }

        LibC.LinuxStatus status;
        int found;
        do
        {
            found = LibC.Status(LibC.CurrentDirectory, path, follow ? 0 : LibC.NoFollow, LibC.BasicStatistics, &status);
        }
        while (found != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        return found == 0 ? Translate(status) : isStrict ? NothingOr(path, Marshal.GetLastPInvokeError()) : null;
    }

    // These errors mean that nothing can be reached there. Other errors do not prove that.
    private static FileStatus? NothingOr(string path, int error) =>
        error is Errno.NoSuchFile or Errno.NotADirectory or Errno.AccessDenied || error == Errno.NameTooLong || error == Errno.TooManyLinks ? null
        : throw FileErrors.FromErrno(path, "looked at", error);

    private static FileStatus Translate(in LibC.LinuxStatus status) => new(
        KindOf(status.Mode),
        KindOf(status.Mode) == FileKind.Block
            ? new(FileIdentity.OfDevices, ((ulong)status.OwnMajor << 32) | status.OwnMinor)
            : new(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode),
        status.Length, // 0 for a device
        (int)status.BlockSize, // of the file system: some KiB
        status.Mode & 0xfffu,
        status.User,
        status.Group)
    {
        Links = status.Links,
        IsMountPoint = (status.Attributes & LibC.LinuxStatus.MountRoot) != 0,
        Number = ((ulong)status.OwnMajor << 32) | status.OwnMinor,
        BirthTime = (status.Mask & LibC.BirthTime) != 0 && KindOf(status.Mode) != FileKind.Block ? Nanoseconds(status.BirthSeconds, status.BirthNanoseconds) : null,
        ChangeTime = Nanoseconds(status.ChangeSeconds, status.ChangeNanoseconds),
    };

    private static FileStatus Translate(in LibC.MacStatus status) => new(
        KindOf(status.Mode), new((ulong)status.Device, status.Inode), status.Length, status.BlockSize, status.Mode & 0xfffu, status.User, status.Group)
    {
        Links = status.Links,
        BirthTime = Nanoseconds(status.BirthSeconds, status.BirthNanoseconds),
        ChangeTime = Nanoseconds(status.ChangeSeconds, status.ChangeNanoseconds),
    };

    private static long Nanoseconds(long seconds, long nanoseconds) => unchecked((seconds * 1_000_000_000) + nanoseconds);

    private static FileKind KindOf(ushort mode) => (mode & 0xf000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xa000 => FileKind.Link,
        0x6000 => FileKind.Block,
        0x2000 => FileKind.Character,
        0x1000 => FileKind.Pipe,
        _ => FileKind.Other,
    };
}
