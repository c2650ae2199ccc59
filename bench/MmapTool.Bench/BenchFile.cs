using System.Globalization;

namespace MmapTool.Bench;

/// <summary>A temporary file of random float32 values for one suite, deleted with it.</summary>
internal sealed class BenchFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mmaptool-bench-").FullName;

    /// <summary>Makes the file.</summary>
    public BenchFile(long length)
    {
        Path = System.IO.Path.Combine(folder, "data.bin");
        MakeFile.Run([Path, length.ToString(CultureInfo.InvariantCulture), "--pattern", "f4"]);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
