using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Formats.Raw;

/// <summary>No container at all: the whole file is one member without a name, of <c>u1</c>.</summary>
public sealed class RawFormat : IContainerWriter
{
    /// <inheritdoc/>
    public FormatInfo Info { get; } = new("raw", [], "the bytes of any file, without a header");

    /// <summary>False: no content says that it is raw. <see cref="ContainerFormats.Detect"/> comes here when nothing else fits.</summary>
    public bool Detect(in FileProbe probe) => false;

    /// <inheritdoc/>
    public Container Read(in FileProbe probe, RelatedFiles files) => Container.Of(this, probe, new("", Layout.Over(ElementType.UInt8, probe.Length)));

    /// <inheritdoc/>
    public WrittenContainer Prepare(ImmutableArray<NewMember> members)
    {
        NewMember only = NewMember.Only(members, this);
        return new([], [Layout.Contiguous(only.ElementType, only.Shape)]);
    }
}
