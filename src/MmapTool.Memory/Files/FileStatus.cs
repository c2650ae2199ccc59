namespace MmapTool.Memory;

/// <summary>The status of a file as the platform reports it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Identity">Which one it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="BlockSize">The file system's preferred block, in bytes.</param>
/// <param name="Mode">Permission bits; 0 on Windows.</param>
/// <param name="User">The owner's number; 0 on Windows.</param>
/// <param name="Group">The group's number; 0 on Windows.</param>
internal readonly record struct FileStatus(FileKind Kind, FileIdentity Identity, long Length, int BlockSize, uint Mode, uint User, uint Group)
{
    /// <summary>Names that lead to it; 1 where that is not known.</summary>
    public uint Links { get; init; } = 1;

    /// <summary>The number of the device that it is, where it is one: the major number in the upper half.</summary>
    public ulong Number { get; init; }

    /// <summary>Whether it is /dev/null, which reads as empty.</summary>
    public bool IsNullDevice => OperatingSystem.IsLinux() && Kind == FileKind.Character && Number == (1UL << 32 | 3);

    /// <summary>Whether a file system or another file is mounted there.</summary>
    public bool IsMountPoint { get; init; }

    /// <summary>When it was made, in nanoseconds since 1970, UTC; <see langword="null"/> where that is not known.</summary>
    public long? BirthTime { get; init; }

    /// <summary>When its bytes were changed last, in nanoseconds since 1970, UTC; 0 where that is not known.</summary>
    public long ChangeTime { get; init; }
}

/// <summary>The kind of file that a path leads to.</summary>
internal enum FileKind
{
    Regular,
    Directory,

    /// <summary>A symbolic link, where none is followed.</summary>
    Link,

    /// <summary>A block device.</summary>
    Block,

    /// <summary>A character device, such as a terminal.</summary>
    Character,

    /// <summary>A pipe, with a name or without.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Other,
}
