using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Npy;

/// <summary>NumPy's npy, versions 1.0, 2.0 and 3.0: one array behind one header.</summary>
public sealed class NpyFormat : IContainerWriter, IHeaderEditor, IDataAdopter
{
    /// <inheritdoc/>
    public FormatInfo Info { get; } = new("npy", [".npy"], "NumPy's file of one array: versions 1.0, 2.0 and 3.0");

    /// <inheritdoc/>
    public bool Detect(in FileProbe probe) => probe.Start.StartsWith(NpyHeader.Magic);

    /// <inheritdoc/>
    public Container Read(in FileProbe probe, RelatedFiles files)
    {
        NpyHeader header = ReadHeader(probe);
        Layout layout = header.Layout;
        long surplus = probe.Length - layout.End;
        return Container.Of(this, probe, new("", layout)) with
        {
            Warnings = [.. header.UnknownTypes is { } unknown ? (string[])[unknown] : [], .. surplus > 0 ? (string[])[$"{surplus} bytes behind the array, from byte {layout.End} on, belong to nothing"] : []],
            UnknownTypes = header.UnknownTypes,
        };
    }

    /// <inheritdoc/>
    public HeaderChange Record(in FileProbe probe, RelatedFiles files, Container container, Member member, Layout layout, int? growth = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(member);
        NpyHeader header = ReadHeader(probe);
        if (!header.Layout.Equals(member.Layout))
        {
            throw new ContainerException("the npy header has changed since the file was opened", 0);
        }

        if (layout.ByteLength < header.Layout.ByteLength)
        {
            return new HeaderChange(probe.Path, 0, header.Bytes, header.WithShorter(layout).Bytes);
        }

        RecordedHeader recorded = header.WithLayout(layout);
        if (!recorded.FitsInPlace && growth is { } unit)
        {
            long units = (recorded.MissingBytes + unit - 1) / unit;
            recorded = header.WithLayout(layout, header.DataOffset + (units * unit));
        }

        return new HeaderChange(probe.Path, 0, header.Bytes, recorded.Bytes);
    }

    /// <inheritdoc/>
    public WrittenContainer Prepare(ImmutableArray<NewMember> members)
    {
        NewMember only = NewMember.Only(members, this);
        ImmutableArray<byte> header = NpyHeader.Write(only.ElementType, only.Shape, only.IsFortranOrdered);
        return new(header, [only.IsFortranOrdered
            ? Layout.FortranContiguous(only.ElementType, only.Shape, header.Length)
            : Layout.Contiguous(only.ElementType, only.Shape, header.Length)]);
    }

    /// <inheritdoc/>
    public ImmutableArray<byte> HeaderInFront(Layout layout, int block)
    {
        // Without room for a block of the file system the copy gets the usual header.
        bool blockFits = block is > 0 and <= NpyHeader.MaximumCharacters;
        return NpyHeader.Write(layout, blockFits ? block : NpyHeader.Alignment);
    }

    private static NpyHeader ReadHeader(in FileProbe probe) => NpyHeader.Parse(probe.Prefix(NpyHeader.MaximumBytes), probe.Length);
}
