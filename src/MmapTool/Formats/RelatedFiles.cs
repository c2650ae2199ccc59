using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>
/// The other files that a format may look at beside the one that it reads: headers, parts. They are opened to be read, without a lock, and stay open until this is
/// disposed.
/// </summary>
public sealed class RelatedFiles : IDisposable
{
    private readonly Dictionary<string, MappedFile> open = new(StringComparer.Ordinal);

    /// <summary>Whether there are any: beside a stream that was copied there is nothing.</summary>
    public bool AreReachable { get; init; } = true;

    /// <summary>Those that a format may look at when it reads this file.</summary>
    public static RelatedFiles Of(MappedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new() { AreReachable = !file.IsCopy };
    }

    /// <summary>Whether there is a regular file of this path.</summary>
    /// <exception cref="MappedFileException">The system can't tell.</exception>
    public bool Has(string path) => AreReachable && FilePresence.IsRegular(path);

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="MappedFileException">There is none, or it can't be opened.</exception>
    public IByteSource Open(string path)
    {
        if (!open.TryGetValue(path, out MappedFile? file))
        {
            file = MappedFile.OpenRegular(path, MapAccess.Read, FileLocking.None);
            open.Add(path, file);
        }

        return file;
    }

    /// <summary>Closes them.</summary>
    public void Dispose()
    {
        foreach (MappedFile file in open.Values)
        {
            file.Dispose();
        }

        open.Clear();
    }
}
