namespace MmapTool.Memory.Interop;

/// <summary>The error numbers told apart. Those up to 34 are the same on Linux and macOS, the others are not.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int NoSuchDevice = 6;
    public const int BadDescriptor = 9;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int BadAddress = 14;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NoDevice = 19;
    public const int NotADirectory = 20;
    public const int IsADirectory = 21;
    public const int Invalid = 22;
    public const int TooManyFiles = 24;
    public const int ExecutableBusy = 26;
    public const int FileTooLarge = 27;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int BrokenPipe = 32;
    public const int Range = 34;

    public static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;
    public static readonly int NoData = OperatingSystem.IsMacOS() ? 93 : 61;
    public static readonly int NameTooLong = OperatingSystem.IsMacOS() ? 63 : 36;
    public static readonly int NoLocks = OperatingSystem.IsMacOS() ? 77 : 37;
    public static readonly int NoSuchCall = OperatingSystem.IsMacOS() ? 78 : 38;
    public static readonly int TooManyLinks = OperatingSystem.IsMacOS() ? 62 : 40;
    public static readonly int NotSupported = OperatingSystem.IsMacOS() ? 45 : 95;
    public static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;
}
