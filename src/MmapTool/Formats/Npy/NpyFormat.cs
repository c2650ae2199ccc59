using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Npy;

/// <summary>NumPy's npy, versions 1.0, 2.0 and 3.0: one array behind one header.</summary>
public sealed class NpyFormat : IContainerFormat, IRecordsLayout, IRecordsShorterData
{
    /// <inheritdoc/>
    public string Name => "npy";

    /// <inheritdoc/>
    public bool Recognizes(MappedFile file) => HeaderBytes.Prefix(file, NpyHeader.Magic.Length).AsSpan().SequenceEqual(NpyHeader.Magic);

    /// <inheritdoc/>
    public bool RecognizesName(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Container Read(MappedFile file)
    {
        NpyHeader header = ReadHeader(file);
        Layout layout = header.Layout;
        long surplus = file.Length - layout.End;
        return new Container(Name, [new Member("", layout)])
        {
            Warnings = [.. header.UnknownTypes is { } unknown ? (string[])[unknown] : [], .. surplus > 0 ? (string[])[$"{surplus} bytes behind the array, from byte {layout.End} on, belong to nothing"] : []],
            UnknownTypes = header.UnknownTypes,
        };
    }

    /// <inheritdoc/>
    public HeaderChange RecordLayout(MappedFile file, Container container, Member member, Layout layout, int? growth = null)
    {
        NpyHeader header = Unchanged(file, member);
        RecordedHeader recorded = header.WithLayout(layout);
        if (!recorded.FitsInPlace && growth is { } unit)
        {
            long units = (recorded.MissingBytes + unit - 1) / unit;
            recorded = header.WithLayout(layout, header.DataOffset + (units * unit));
        }

        return new HeaderChange(file.Path, 0, header.Bytes, recorded.Bytes);
    }

    /// <inheritdoc/>
    public HeaderChange RecordShorter(MappedFile file, Container container, Member member, Layout layout)
    {
        NpyHeader header = Unchanged(file, member);
        return new HeaderChange(file.Path, 0, header.Bytes, header.WithShorter(layout).Bytes);
    }

    private static NpyHeader Unchanged(MappedFile file, Member member)
    {
        NpyHeader header = ReadHeader(file);
        return header.Layout.Equals(member.Layout) ? header : throw new ContainerException("the npy header has changed since the file was opened", 0);
    }

    private static NpyHeader ReadHeader(MappedFile file) => NpyHeader.Parse(HeaderBytes.Prefix(file, NpyHeader.MaximumBytes), file.Length);
}
