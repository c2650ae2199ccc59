using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmapTool.Memory.Interop;

/// <summary>The Windows calls that .NET has no safe form of.</summary>
internal static unsafe partial class Kernel32
{
    public const uint FailImmediately = 1;
    public const uint Exclusive = 2;
    public const uint DiskFile = 1;

    public const int ErrorSharingViolation = 32;
    public const int ErrorLockViolation = 33;
    public const int ErrorIOPending = 997;

    private const string Library = "kernel32.dll";

    [LibraryImport(Library, EntryPoint = "GetFileType", SetLastError = true)]
    public static partial uint GetFileType(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetFileInformation(SafeFileHandle file, FileInformation* information);

    [LibraryImport(Library, EntryPoint = "LockFileEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool LockFile(SafeFileHandle file, uint flags, uint reserved, uint lengthLow, uint lengthHigh, NativeOverlapped* place);

    [LibraryImport(Library, EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FlushFile(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "FlushViewOfFile", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FlushView(byte* address, nuint length);

    [LibraryImport(Library, EntryPoint = "VirtualUnlock", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Unlock(byte* address, nuint length);

    [LibraryImport(Library, EntryPoint = "GetCurrentProcess")]
    public static partial nint GetCurrentProcess();

    [LibraryImport(Library, EntryPoint = "PrefetchVirtualMemory", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Prefetch(nint process, nuint count, MemoryRange* ranges, uint flags);

    /// <summary>WIN32_MEMORY_RANGE_ENTRY.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MemoryRange
    {
        public byte* Address;
        public nuint Length;
    }

    /// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 52)]
    public struct FileInformation
    {
        [FieldOffset(28)]
        public uint Volume;

        [FieldOffset(44)]
        public uint IndexHigh;

        [FieldOffset(48)]
        public uint IndexLow;
    }
}
