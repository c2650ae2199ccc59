using MmapTool.Formats;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool;

/// <summary>A mapped file together with what its container says it holds: the library's front door.</summary>
public sealed class DataFile : IDisposable
{
    private DataFile(MappedFile mapping, Container container) => (Mapping, Container) = (mapping, container);

    /// <summary>The mapping.</summary>
    public MappedFile Mapping { get; }

    /// <summary>The members.</summary>
    public Container Container { get; }

    /// <summary>Opens a file, recognises its container (or takes the one named) and reads its members.</summary>
    public static DataFile Open(string path, MapAccess access = MapAccess.Read, string? format = null, FileLocking? locking = null) => throw new NotImplementedException(new DataFile(null!, null!).ToString());

    /// <summary>The view that an expression names: <c>file.View("h[1:4]")</c>; the container's own view where it is empty.</summary>
    /// <exception cref="Errors.NotationException">The expression does not parse.</exception>
    /// <exception cref="Errors.ViewException">The view does not fit the file.</exception>
    public MemoryView View(string expression = "") => throw new NotImplementedException();

    /// <summary>Closes the file; views on it refuse from then on.</summary>
    public void Dispose() => Mapping.Dispose();
}
