using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A format whose header may stand in a file of its own, beside the file with the data.</summary>
public interface ISideHeader : IContainerFormat
{
    /// <summary>Where the header of a data file is written.</summary>
    string PathBeside(string dataPath);

    /// <summary>Where the header of a data file may stand, the first place to look at first. Nothing needs to be there.</summary>
    ImmutableArray<string> HeaderPaths(string dataPath);

    /// <summary>Whether a file is a header whose data are this very file.</summary>
    /// <exception cref="Memory.MappedFileException">It can't be opened.</exception>
    /// <exception cref="Errors.ContainerException">It is a header, and damaged.</exception>
    bool IsHeaderOf(string headerPath, string dataPath);

    /// <summary>The header that stands beside a data file and names it; <see langword="null"/> where there is none.</summary>
    /// <exception cref="Memory.MappedFileException">A file that is there can't be read.</exception>
    /// <exception cref="Errors.ContainerException">A header is there, and damaged.</exception>
    string? FindBeside(string dataPath, RelatedFiles files);

    /// <summary>A header for the data in another file.</summary>
    /// <param name="dataName">The name of the data file, as seen from the header's folder.</param>
    /// <param name="layout">The layout of the data.</param>
    /// <exception cref="Errors.ViewException">The format can't record the layout or the name; the message says why.</exception>
    ImmutableArray<byte> WriteBeside(string dataName, Layout layout);
}
