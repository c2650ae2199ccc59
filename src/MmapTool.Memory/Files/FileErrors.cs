using System.ComponentModel;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>Exceptions for errors that the platform reports, each with a message of one line that names the mend.</summary>
internal static class FileErrors
{
    /// <summary>The exception for an error number of the C library.</summary>
    /// <param name="path">The file.</param>
    /// <param name="done">The action that failed, as in "can't be DONE".</param>
    /// <param name="error">The error number.</param>
    public static MappedFileException FromErrno(string path, string done, int error)
    {
        string text = new Win32Exception(error).Message;
        string why = error switch
        {
            Errno.NoSuchFile => "no such file or folder; check the path",
            Errno.NotADirectory => "a part of its path is no folder; check the path",
            Errno.IsADirectory => "it is a folder, not a regular file",
            Errno.AccessDenied or Errno.NotPermitted => "permission denied; change its mode or its folder's, or run as its owner",
            Errno.ReadOnlyFileSystem => "the file system is read-only; mount it writable or copy the file elsewhere",
            Errno.ExecutableBusy => "it is a program that is running; stop it first",
            Errno.NoSpace => "no space left on the device; free some",
            Errno.FileTooLarge => "larger than the file system or the process's file size limit allows",
            Errno.TooManyFiles => "too many files are open; raise the limit (ulimit -n)",
            Errno.InputOutput => "the device reports an I/O error; copy what can be read and check the disk",
            Errno.Busy => "it is in use as a mount point, or mounted; unmount it",
            Errno.NoMemory => "not enough memory or address space; raise the memory limit",
            Errno.Exists => "it already exists",
            Errno.NoSuchDevice => "not a regular file",
            Errno.BadDescriptor => "it is closed or not open for that",
            _ when error == Errno.QuotaExceeded => "the disk quota is used up; free some space",
            _ when error == Errno.NameTooLong => "its name is too long; shorten it",
            _ when error == Errno.TooManyLinks => "its symbolic links lead in a circle; check them",
            _ => text,
        };
        return new(path, $"can't be {done}: {why}", new Win32Exception(error));
    }

    /// <summary>The exception for what a call of .NET has thrown.</summary>
    public static MappedFileException FromException(string path, string done, Exception error) => error switch
    {
        MappedFileException known => known,
        FileNotFoundException or DirectoryNotFoundException => new(path, $"can't be {done}: no such file or folder; check the path", error),
        UnauthorizedAccessException => new(path, $"can't be {done}: permission denied; change its mode or its folder's, or run as its owner", error),
        PathTooLongException => new(path, $"can't be {done}: its name is too long; shorten it", error),
        OutOfMemoryException => new(path, $"can't be {done}: not enough memory or address space; raise the memory limit", error),
        _ => new(path, $"can't be {done}: {OneLine(error.Message)}", error),
    };

    /// <summary>Whether .NET's file calls report a failure of the file, rather than of the program, this way.</summary>
    public static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException or OutOfMemoryException or NotSupportedException;

    /// <summary>Refuses what no file can be called, before a call of .NET finds fault with an argument.</summary>
    /// <exception cref="MappedFileException">There is a NUL in it.</exception>
    public static void EnsureIsPath(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new MappedFileException(path.Replace("\0", "\\0", StringComparison.Ordinal), "no file's name has a NUL in it; check the path");
        }
    }

    /// <summary>The file ends before the byte that is asked for.</summary>
    public static MappedFileException Truncated(string path, long length, long wanted) =>
        new(path, $"has been truncated to {length} byte{(length == 1 ? "" : "s")} while it was open, and byte {wanted - 1} is asked for; open it again");

    /// <summary>A source or lease is used after its end.</summary>
    public static ObjectDisposedException Closed(string name, string why) => new(null, $"{name}: {why}");

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.');
}
