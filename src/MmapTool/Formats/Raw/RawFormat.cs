using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Raw;

/// <summary>No container at all: the whole file is one member without a name, of <c>u1</c>.</summary>
public sealed class RawFormat : IContainerFormat
{
    /// <inheritdoc/>
    public string Name => "raw";

    /// <summary>False: no content says that it is raw. <see cref="ContainerFormats.Detect"/> comes here when nothing else fits.</summary>
    public bool Recognizes(MappedFile file) => false;

    /// <inheritdoc/>
    public bool RecognizesName(string path) => false;

    /// <inheritdoc/>
    public Container Read(MappedFile file) => new(Name, [new Member("", Layout.Over(ElementType.UInt8, file.Length))]);
}
