using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Formats.Nrrd;
using MmapTool.Formats.Raw;
using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>The container formats there are. A new format is one folder and one line here.</summary>
public static class ContainerFormats
{
    /// <summary>All formats, in the order in which they are asked; raw, which takes anything, stands last.</summary>
    public static ImmutableArray<IContainerFormat> All { get; } = [new NpyFormat(), new NrrdFormat(), new RawFormat()];

    /// <summary>The format of this name.</summary>
    /// <exception cref="ViewException">There is none; the message lists those there are.</exception>
    public static IContainerFormat Named(string name) =>
        All.FirstOrDefault(format => format.Name == name)
        ?? throw new ViewException($"there is no container format '{name}'; there are {string.Join(", ", All.Select(format => format.Name))}");

    /// <summary>The format of a file: by its content first, by its name second, else raw.</summary>
    /// <remarks>
    /// A file named .npy that holds no npy is handed to the npy format, which says what is wrong with it. To show it as raw bytes without being asked would
    /// hide a damaged file.
    /// </remarks>
    public static IContainerFormat Detect(MappedFile file) =>
        All.FirstOrDefault(format => format.Recognizes(file))
        ?? All.FirstOrDefault(format => format.RecognizesName(file.Path))
        ?? All[^1];
}
