using MmapTool.Memory;

namespace MmapTool.Cli.Input;

/// <summary>Files of text that a command reads: scripts and command lists.</summary>
internal static class InputFile
{
    /// <summary>Opens a file, or standard input for <c>-</c>.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    public static Stream Open(string path, Streams streams) => path == "-" ? streams.Input() : Open(path);

    /// <summary>Opens a file.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    public static Stream Open(string path)
    {
        if (Directory.Exists(path))
        {
            // The system's own words would be that access is denied.
            throw new MappedFileException(path, "is a folder, not a file of text; name a file in it");
        }

        try
        {
            // A buffer of its own would be a second one: lines are read in blocks already.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException exception)
        {
            throw new MappedFileException(path, "there is no such file; check the path", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new MappedFileException(path, "there is no such folder; check the path", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MappedFileException(path, $"can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>What errors call it.</summary>
    public static string NameOf(string path) => path == "-" ? "standard input" : path;
}
