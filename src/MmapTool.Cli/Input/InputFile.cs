using MmapTool.Memory;

namespace MmapTool.Cli.Input;

/// <summary>Files of text that a command reads: scripts and command lists.</summary>
internal static class InputFile
{
    /// <summary>Opens a file, or standard input for <c>-</c>. A signal ends a read that waits.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    public static Stream Open(string path, Invocation invocation)
    {
        Stream stream = path == "-" ? invocation.Streams.Input() : SystemPath.OpenToRead(path);
        StandardStreams.Interrupt(stream, invocation.Cancellation);
        return stream;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    public static Stream Open(string path) => SystemPath.OpenToRead(path);

    /// <summary>The name of such a file in errors.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : path;
}
