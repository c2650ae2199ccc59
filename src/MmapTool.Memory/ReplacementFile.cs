namespace MmapTool.Memory;

/// <summary>A new file beside its final place, which takes that place by renaming when it is complete, or vanishes.</summary>
public sealed class ReplacementFile : IDisposable
{
    private ReplacementFile(string path, Stream stream) => (Path, Stream) = (path, stream);

    /// <summary>The final place.</summary>
    public string Path { get; }

    /// <summary>Where the content is written.</summary>
    public Stream Stream { get; }

    /// <summary>Makes the temporary neighbour.</summary>
    /// <exception cref="MappedFileException">The place is taken and <paramref name="overwrite"/> is false, or the folder can't be written.</exception>
    public static ReplacementFile Create(string path, bool overwrite, long expectedLength = 0) => throw new NotImplementedException(new ReplacementFile(path, Stream.Null).Path);

    /// <summary>Syncs the content, renames it into place and syncs the folder.</summary>
    public void Commit(bool sync = true) => throw new NotImplementedException();

    /// <summary>Deletes the temporary file unless it was committed.</summary>
    public void Dispose() => Stream.Dispose();
}
