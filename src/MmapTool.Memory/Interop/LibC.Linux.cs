using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory.Interop;

/// <summary>Calls that only Linux has, and its constants.</summary>
internal static unsafe partial class LibC
{
    public const int AdviceLargePages = 14;
    public const int AdvicePopulateRead = 22;
    public const int AdvicePopulateWrite = 23;

    /// <summary>POSIX_FADV_DONTNEED.</summary>
    public const int AdviceNotCached = 4;

    /// <summary>cachestat(2), which has this number on every architecture.</summary>
    public const nint CacheStatistics = 451;

    public const int KeepSize = 0x01;
    public const int CollapseRange = 0x08;
    public const int InsertRange = 0x20;

    public const int SeekData = 3;
    public const int SeekHole = 4;

    /// <summary>O_RDWR | O_TMPFILE | O_CLOEXEC: a file without a name in a folder (fcntl-linux.h; O_TMPFILE holds O_DIRECTORY, whose bit differs).</summary>
    public static readonly int NamelessFile = ReadWrite | 0x400000 | 0x80000 | DirectoryBit;

    /// <summary>O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC.</summary>
    public const int NewFile = ReadWrite | 0x40 | 0x80 | 0x80000;

    /// <summary>O_EXCL: of a device, that the system does not use it otherwise.</summary>
    public const int Exclusive = 0x80;

    /// <summary>O_PATH | O_DIRECTORY | O_CLOEXEC: a folder to go on from, which takes no right to read it.</summary>
    public static readonly int FolderOnly = 0x200000 | 0x80000 | DirectoryBit;

    /// <summary>SYNC_FILE_RANGE_WAIT_BEFORE, _WRITE and _WAIT_AFTER.</summary>
    public const uint WriteBackStart = 2;
    public const uint WriteBackWhole = 7;

    /// <summary>FICLONERANGE: _IOW(0x94, 13, struct file_clone_range).</summary>
    public const nuint CloneRange = 0x4020940d;

    /// <summary>FS_IOC_FIEMAP: _IOWR('f', 11, struct fiemap).</summary>
    public const nuint MapExtents = 0xc020660b;

    /// <summary>FIEMAP_FLAG_SYNC.</summary>
    public const uint SyncFirst = 1;
    public const int CurrentDirectory = -100;
    public const int EmptyPath = 0x1000;
    public const int FollowLink = 0x400;

    /// <summary>STATX_BASIC_STATS | STATX_BTIME.</summary>
    public const uint BasicStatistics = 0xfff;

    /// <summary>STATX_BTIME.</summary>
    public const uint BirthTime = 0x800;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    public const int NoFollow = 0x100;

    /// <summary>FS_IOC_GETVERSION: _IOR('v', 1, long); the file systems write an int all the same.</summary>
    public static readonly nuint GetGeneration = (nuint)(IntPtr.Size == 8 ? 0x80087601 : 0x80047601);
    public const uint NoReplace = 1;
    public const nuint GetWindowSize = 0x5413;

    public const int ProtectReadWrite = 3;

    /// <summary>MAP_SHARED.</summary>
    public const int MapShared = 1;
    public const int MapPrivateWithoutReserve = 0x4002;
    public const int SetPipeSize = 1031;

    private static int DirectoryBit => HasArmBits ? 0x4000 : 0x10000;

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "mincore", SetLastError = true)]
    public static partial int InCore(nint address, nuint length, byte* pages);

    // Variable arguments, as those below. The C libraries have no name for the call yet.
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Call(nint number, SafeFileHandle file, CacheRange* range, CacheCounts* counts, uint flags);

    [LibraryImport(Library, EntryPoint = "splice", SetLastError = true)]
    public static partial nint Splice(SafeFileHandle input, long* inputOffset, int output, long* outputOffset, nuint length, uint flags);

    // Variable arguments: called on Linux alone, whose ABIs pass them like others.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, int argument);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Status(SafeFileHandle directory, string path, int flags, uint mask, LinuxStatus* status);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Status(int directory, string path, int flags, uint mask, LinuxStatus* status);

    [LibraryImport(Library, EntryPoint = "fgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial nint ReadAttribute(SafeFileHandle file, string name, byte* value, nuint length);

    [LibraryImport(Library, EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int WriteAttribute(SafeFileHandle file, string name, byte* value, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "fremovexattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int RemoveAttribute(SafeFileHandle file, string name);

    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport(Library, EntryPoint = "sync_file_range", SetLastError = true)]
    public static partial int WriteBack(SafeFileHandle file, long offset, long length, uint flags);

    // Variable arguments: called on Linux alone, whose ABIs pass them like others.
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Open(string path, int flags, uint mode);

    // Variable arguments, as above.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, FileRange* range);

    // Variable arguments, as above.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, long* number);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Open(SafeFileHandle folder, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial nint ReadLink(SafeFileHandle folder, string path, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Unlink(SafeFileHandle folder, string path, int flags);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Link(int fromDirectory, string existing, SafeFileHandle toFolder, string added, int flags);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Link(SafeFileHandle fromFolder, string existing, SafeFileHandle toFolder, string added, int flags);

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int RenameWithFlags(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to, uint flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Rename(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to);

    // Variable arguments: called on Linux alone, whose ABIs pass them like others.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, WindowSize* size);

    /// <summary>struct cachestat_range.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CacheRange
    {
        public ulong Offset;
        public ulong Length;
    }

    /// <summary>struct cachestat: pages in the cache, and of them dirty, being written, and what was evicted.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CacheCounts
    {
        public ulong Cached;
        public ulong Dirty;
        public ulong WriteBack;
        public ulong Evicted;
        public ulong RecentlyEvicted;
    }

    /// <summary>struct statx, which unlike struct stat is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct LinuxStatus
    {
        [FieldOffset(0)]
        public uint Mask;

        /// <summary>STATX_ATTR_MOUNT_ROOT in the attributes.</summary>
        public const ulong MountRoot = 0x2000;

        [FieldOffset(4)]
        public uint BlockSize;

        [FieldOffset(8)]
        public ulong Attributes;

        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public long Length;

        [FieldOffset(80)]
        public long BirthSeconds;

        [FieldOffset(88)]
        public uint BirthNanoseconds;

        [FieldOffset(112)]
        public long ChangeSeconds;

        [FieldOffset(120)]
        public uint ChangeNanoseconds;

        [FieldOffset(128)]
        public uint OwnMajor;

        [FieldOffset(132)]
        public uint OwnMinor;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary>struct file_clone_range.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileRange
    {
        public long Source;
        public ulong SourceOffset;
        public ulong SourceLength;
        public ulong Offset;
    }

    // Variable arguments, as above.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, ExtentQuery* query);

    /// <summary>struct fiemap, with the extents behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ExtentQuery
    {
        public ulong Start;
        public ulong Length;
        public uint Flags;
        public uint Mapped;
        public uint Room;
        private readonly uint _reserved;
    }

    /// <summary>struct fiemap_extent.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 56)]
    public struct MappedExtent
    {
        /// <summary>FIEMAP_EXTENT_LAST.</summary>
        public const uint Last = 1;

        /// <summary>FIEMAP_EXTENT_UNKNOWN, _DELALLOC, _ENCODED, _NOT_ALIGNED, _DATA_INLINE, _DATA_TAIL: it has no place of its own on the disk.</summary>
        public const uint WithoutPlace = 0x2 | 0x4 | 0x8 | 0x100 | 0x200 | 0x400;

        /// <summary>FIEMAP_EXTENT_UNWRITTEN: reads as zeros.</summary>
        public const uint Unwritten = 0x800;

        [FieldOffset(0)]
        public ulong Offset;

        [FieldOffset(8)]
        public ulong Place;

        [FieldOffset(16)]
        public ulong Length;

        [FieldOffset(40)]
        public uint Flags;
    }

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
