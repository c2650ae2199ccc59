using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>A kind of file: how it is recognised, and how its contents are read. Never touches the data.</summary>
public interface IContainerFormat
{
    /// <summary>The name that <c>--format</c> takes and <c>info</c> shows.</summary>
    string Name { get; }

    /// <summary>Whether the file's content is of this format.</summary>
    bool Recognizes(MappedFile file);

    /// <summary>Whether a file of this name ought to be of this format; asked only when no format knows the content.</summary>
    bool RecognizesName(string path);

    /// <summary>Reads the members.</summary>
    /// <exception cref="Errors.ContainerException">The file is not what it says it is; the message names the byte and the reason.</exception>
    Container Read(MappedFile file);
}
