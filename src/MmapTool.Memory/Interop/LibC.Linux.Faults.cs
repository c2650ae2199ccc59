using System.Runtime.InteropServices;

namespace MmapTool.Memory.Interop;

/// <summary>The calls and constants that the guard against faults in mappings needs, on Linux.</summary>
internal static unsafe partial class LibC
{
    public const int ProtectRead = 1;
    public const int ProtectReadExecute = 5;
    public const int MapPrivateAnonymous = 0x22;

    /// <summary>SA_SIGINFO, SA_ONSTACK and SA_RESTART.</summary>
    public const int ActionWithInformation = 4;
    public const int ActionOnOwnStack = 0x08000000;
    public const int ActionRestarts = 0x10000000;

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint MapNothing(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport(Library, EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(nint address, nuint length, int protection);

    /// <summary>RLIMIT_AS.</summary>
    public const int AddressSpace = 9;

    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    public static partial int Limit(int resource, ulong* limits);

    [LibraryImport(Library, EntryPoint = "sigaction", SetLastError = true)]
    public static partial int SetAction(int number, SignalAction* action, SignalAction* before);

    /// <summary>The C library's struct sigaction, which glibc and musl lay out alike: a mask of 1024 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SignalAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }
}
