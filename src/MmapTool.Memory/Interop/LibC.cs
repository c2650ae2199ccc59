using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory.Interop;

/// <summary>
/// The C library's calls that Linux and macOS share. Calls with variable arguments are declared only where none of these is passed:
/// on Apple's ARM the two kinds of argument travel differently.
/// </summary>
internal static unsafe partial class LibC
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;

    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNoWait = 4;

    public const int SeekEnd = 2;

    /// <summary>F_GETFD, and FD_CLOEXEC in what it gives.</summary>
    public const int DescriptorFlags = 1;
    public const int ClosedAtExec = 1;

    /// <summary>SIGXFSZ, and what a signal may be answered with.</summary>
    public const int FileSizeSignal = 25;
    public const nint DefaultAction = 0;
    public const nint Ignore = 1;

    public const short PollIn = 1;
    public const short PollOut = 4;

    private const string Library = "libc";

    /// <summary>O_CLOEXEC | O_NONBLOCK: no child inherits the file, and opening a FIFO does not wait for its other end.</summary>
    public static readonly int CloseOnExecNoWait = OperatingSystem.IsMacOS() ? 0x1000000 | 0x4 : 0x80000 | 0x800;

    /// <summary>O_NOFOLLOW.</summary>
    public static readonly int NotThroughLink = OperatingSystem.IsMacOS() ? 0x100 : HasArmBits ? 0x8000 : 0x20000;

    /// <summary>MS_SYNC.</summary>
    public static readonly int SyncNow = OperatingSystem.IsMacOS() ? 0x10 : 4;

    // The C library is in every process already. A search by its name tries libc.so, liblibc.so, and so on, in a dozen folders each. That takes longer than the
    // work of a short command.
    static LibC() => NativeLibrary.SetDllImportResolver(
        typeof(LibC).Assembly,
        static (name, _, _) => name == Library && !OperatingSystem.IsWindows() ? NativeLibrary.GetMainProgramHandle() : 0);

    private static bool HasArmBits => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "signal", SetLastError = true)]
    public static partial nint Signal(int number, nint handler);

    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void Exit(int status);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    // The position is ours alone (the descriptor is neither shared nor inherited) and never used, so moving it does no harm; this is
    // the cheapest way to a file's length.
    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(SafeFileHandle file, long length);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Link(string existing, string added);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial int Unlink(string path);

    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial nint ReadLink(string path, byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "getcwd", SetLastError = true)]
    public static partial byte* CurrentFolder(byte* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "getenv", StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(NameMarshaller))]
    public static partial byte* Variable(string name);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(byte* address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "msync", SetLastError = true)]
    public static partial int SyncMemory(byte* address, nuint length, int flags);

    // F_GETFD takes no further argument.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command);

    [LibraryImport(Library, EntryPoint = "isatty", SetLastError = true)]
    public static partial int IsTerminal(int descriptor);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
