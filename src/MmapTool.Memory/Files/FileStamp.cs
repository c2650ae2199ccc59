namespace MmapTool.Memory;

/// <summary>The marks by which a file at a path is seen to have been changed or replaced.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Changed">When its bytes were changed last, in nanoseconds since 1970, UTC.</param>
/// <param name="Made">When it was made, likewise; <see langword="null"/> where that is not known.</param>
internal readonly record struct FileStamp(FileIdentity Identity, long Length, long Changed, long? Made)
{
    /// <summary>Whether opening it may have to wait for somebody: it is a pipe.</summary>
    public bool MayWait { get; init; }

    /// <summary>The stamp of what a path leads to; <see langword="null"/> where there is nothing.</summary>
    public static FileStamp? Of(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return PlatformFile.TryGetStatus(path) is { } status ? new(status.Identity, status.Length, status.ChangeTime, status.BirthTime) { MayWait = status.Kind == FileKind.Pipe } : null;
        }

        FileInfo info = new(path);
        return info.Exists ? new(default, info.Length, Nanoseconds(info.LastWriteTimeUtc), Nanoseconds(info.CreationTimeUtc)) : null;
    }

    private static long Nanoseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;
}
