using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory.Interop;

/// <summary>Calls that only macOS has, and its constants.</summary>
internal static unsafe partial class LibC
{
    public const int FullSync = 51;
    public const uint RenameExclusive = 4;

    // On x64 the plain names mean the old struct with 32-bit inodes.
    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    public static partial int StatusArm(SafeFileHandle file, MacStatus* status);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    public static partial int StatusX64(SafeFileHandle file, MacStatus* status);

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int StatusArm(string path, MacStatus* status);

    [LibraryImport(Library, EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int StatusX64(string path, MacStatus* status);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int LinkStatusArm(string path, MacStatus* status);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int LinkStatusX64(string path, MacStatus* status);

    // F_FULLFSYNC takes no further argument.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command);

    [LibraryImport(Library, EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int RenameExclusively(string from, string to, uint flags);

    /// <summary>struct stat with 64-bit inodes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    public struct MacStatus
    {
        [FieldOffset(0)]
        public int Device;

        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(6)]
        public ushort Links;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(16)]
        public uint User;

        [FieldOffset(20)]
        public uint Group;

        [FieldOffset(48)]
        public long ChangeSeconds;

        [FieldOffset(56)]
        public long ChangeNanoseconds;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public long BirthNanoseconds;

        [FieldOffset(96)]
        public long Length;

        [FieldOffset(112)]
        public int BlockSize;
    }
}
