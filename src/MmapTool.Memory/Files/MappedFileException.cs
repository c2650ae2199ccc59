namespace MmapTool.Memory;

/// <summary>A file that is missing, locked, truncated, or can't be read, written, mapped, allocated or synced.</summary>
public sealed class MappedFileException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">The trouble and the mend, in words that continue "PATH: ".</param>
    /// <param name="inner">The platform's exception.</param>
    public MappedFileException(string path, string reason, Exception? inner = null)
        : base(reason, inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether the operation is complete although it failed: only the last sync of a folder failed.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether the system could not tell, as with a device that fails. The file may be there or not. Links that lead in a circle are known.</summary>
    public bool IsUncertain => InnerException is System.ComponentModel.Win32Exception { NativeErrorCode: var code } && code != Interop.Errno.TooManyLinks;

    /// <summary>Whether somebody else holds the file's lock.</summary>
    public bool IsLocked { get; init; }
}
