namespace MmapTool.Testing;

/// <summary>A folder of its own for one test, deleted with all it holds when disposed.</summary>
public sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory("mmaptool-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, "mmaptool-" + Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>The full path of a file <paramref name="name"/> in the folder; creates nothing.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file of these bytes and returns its full path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = this[name];
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Makes a sparse file: a hole of <paramref name="length"/> bytes that takes no disk space.</summary>
    public string Sparse(string name, long length)
    {
        string path = this[name];
        using FileStream stream = File.Create(path);
        stream.SetLength(length);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
