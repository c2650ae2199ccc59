using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory.Interop;

/// <content>Linux's calls about disk space and rights.</content>
internal static unsafe partial class LibC
{
    /// <summary>FALLOC_FL_PUNCH_HOLE.</summary>
    public const int PunchHole = 0x02;

    /// <summary>FS_IOC_FIEMAP: _IOWR('f', 11, struct fiemap).</summary>
    public const nuint FirstExtentOf = 0xC020660B;

    /// <summary>W_OK | X_OK: names can be made in a folder.</summary>
    public const int MayMakeNames = 3;

    /// <summary>AT_EACCESS: by the rights that calls are made with.</summary>
    public const int EffectiveRights = 0x200;

    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Access(int directory, string path, int rights, int flags);

    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int FileSystem(string path, FileSystemStatus* status);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int FileSystem(SafeFileHandle file, FileSystemStatus* status);

    // Variable arguments: called on Linux alone, whose ABIs pass them like others.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, FirstExtent* query);

    /// <summary>struct statfs of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    public struct FileSystemStatus
    {
        [FieldOffset(0)]
        public long Kind;

        [FieldOffset(8)]
        public long BlockSize;

        [FieldOffset(16)]
        public ulong Blocks;

        [FieldOffset(24)]
        public ulong Free;

        [FieldOffset(32)]
        public ulong Available;

        [FieldOffset(40)]
        public ulong Files;

        [FieldOffset(48)]
        public ulong FreeFiles;
    }

    /// <summary>struct fiemap with room for one struct fiemap_extent.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 88)]
    public struct FirstExtent
    {
        [FieldOffset(0)]
        public ulong Start;

        [FieldOffset(8)]
        public ulong Length;

        [FieldOffset(16)]
        public uint Flags;

        [FieldOffset(20)]
        public uint Found;

        [FieldOffset(24)]
        public uint Room;

        [FieldOffset(32)]
        public ulong ExtentStart;

        [FieldOffset(48)]
        public ulong ExtentLength;
    }
}
