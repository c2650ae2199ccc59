using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// Whether a file of the tool's own, found beside a user's file, may be taken for that: anybody who may write in the folder can put one there. It is
/// a regular file with one name, and belongs to the caller, to root, or to the owner of the user's file.
/// </summary>
internal static class FileTrust
{
    /// <summary>Why what stands at a path, links not followed, is not taken for a file of the tool's own; <see langword="null"/> where it is, or nothing is there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="owner">The owner of the user's file; <see langword="null"/> where there is none.</param>
    public static string? DoubtOf(string path, uint? owner) => PlatformFile.TryGetStatusHere(path) is { } status ? DoubtOf(status, owner) : null;

    internal static string? DoubtOf(FileStatus status, uint? owner)
    {
        switch (status.Kind)
        {
            case FileKind.Link:
                return "is a symbolic link";
            case FileKind.Directory:
                return "is a folder";
            case not FileKind.Regular:
                return "is no regular file";
        }

        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        return status.Links > 1 ? $"has {status.Links} names (hard links)"
            : status.User != 0 && status.User != LibC.EffectiveUser() && status.User != owner ? $"belongs to {UserName(status.User)}"
            : null;
    }

    // Looks only in the system's own list of users. Other lists would need a library that may be missing.
    private static string UserName(uint user)
    {
        try
        {
            string number = user.ToString(System.Globalization.CultureInfo.InvariantCulture);
            string? line = File.ReadLines("/etc/passwd").FirstOrDefault(line => line.Split(':') is [_, _, var found, ..] && found == number);
            return line is null ? $"user {number}" : $"user {line.Split(':')[0]} ({number})";
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            return $"user {user}";
        }
    }
}
