using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>What a file holds: how a kind of file is recognised and read. Never touches the data.</summary>
public interface IContainerFormat
{
    /// <summary>The name that <c>--format</c> takes and <c>info</c> shows.</summary>
    string Name { get; }

    /// <summary>Whether the file is of this format, told by its content first and its name second.</summary>
    bool Recognizes(MappedFile file);

    /// <summary>Reads the members.</summary>
    /// <exception cref="Errors.ContainerException">The file is not what it says it is; the message names the byte and the reason.</exception>
    Container Read(MappedFile file);
}
