using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Nrrd;

/// <summary>
/// NRRD with raw encoding: a <c>.nrrd</c> with its data behind the header, a <c>.nhdr</c> that names its data file, and a data
/// file that has such a header beside it.
/// </summary>
public sealed class NrrdFormat : IHeaderEditor, ISideHeader
{
    private const int LineWindow = 1 << 16;

    // Lines to skip are a text header of some other format, and no such header is longer.
    private const long MaximumLineBytes = 16 << 20;

    /// <inheritdoc/>
    public FormatInfo Info { get; } = new("nrrd", [".nrrd", ".nhdr"], "Teem's nearly raw raster data, its header before the data or beside them") { HeaderEndings = [".nhdr", ".nrrd"] };

    /// <inheritdoc/>
    public bool Detect(in FileProbe probe) => IsHeader(probe);

    /// <inheritdoc/>
    public string PathBeside(string dataPath) => NrrdHeader.DetachedPath(dataPath);

    /// <summary>Where a detached header of a data file may lie, most telling name first: data.nhdr and data.bin.nhdr beside data.bin.</summary>
    public ImmutableArray<string> HeaderPaths(string dataPath) => [NrrdHeader.DetachedPath(dataPath), dataPath + ".nhdr"];

    /// <inheritdoc/>
    public bool IsHeaderOf(string headerPath, string dataPath)
    {
        using RelatedFiles files = new();
        FileProbe probe = FileProbe.Of(files.Open(headerPath));
        if (!Info.MayBeHeader(headerPath) || !IsHeader(probe) || ReadHeader(probe).DataFile is not { } dataFile)
        {
            return false;
        }

        // A file that is there and can't be looked at is not another one.
        string named = DataPath(headerPath, dataFile);
        FileIdentity? identity = FileIdentity.Of(named);
        FileIdentity? data = FileIdentity.Of(dataPath);
        return data is null || (identity is null && SystemPath.Full(named) == SystemPath.Full(dataPath))
            ? throw new MappedFileException(dataPath, "can't be examined now; check the disk, and try again")
            : identity == data;
    }

    /// <inheritdoc/>
    public string? FindBeside(string dataPath, RelatedFiles files) => FindDetached(dataPath, Argument.NotNull(files))?.Path;

    /// <inheritdoc/>
    public ImmutableArray<byte> WriteBeside(string dataName, Layout layout) => [.. PathText.ToBytes(NrrdHeader.Write(dataName, layout))];

    /// <inheritdoc/>
    public Container Read(in FileProbe probe, RelatedFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!IsHeader(probe) && files.AreReachable && FindDetached(probe.Path, files) is { } found)
        {
            return Of(found.Header, 0, probe.Bytes, found.Path);
        }

        NrrdHeader header = ReadHeader(probe);
        return header.DataFile is null
            ? Of(header, header.Length, probe.Bytes, null)
            : Of(header, 0, files.Open(DataPath(probe.Path, header.DataFile)), probe.Path);
    }

    /// <inheritdoc/>
    public HeaderChange Record(in FileProbe probe, RelatedFiles files, Container container, Member member, Layout layout, int? growth = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(member);
        Layout now = member.Reachable;
        if (container.HeaderPath is not { } headerPath)
        {
            throw new ViewException("an attached NRRD header has no room to be changed in; write the view out as npy instead (-o NAME.npy)");
        }

        FileProbe headerProbe = FileProbe.Of(files.Open(headerPath));
        NrrdHeader header = ReadHeader(headerProbe);
        if (!now.Equals(Of(header, 0, probe.Bytes, headerPath).Members.Only!.Layout))
        {
            throw new ContainerException($"the detached header {headerPath} has changed since it was read", 0);
        }

        if (layout.Offset != now.Offset || layout.ByteLength > now.ByteLength)
        {
            throw new ViewException($"the header records the whole of its data, {now.ByteLength} bytes from byte {now.Offset} on; {layout} is not that");
        }

        return new HeaderChange(headerPath, 0, [.. headerProbe.Prefix(NrrdHeader.MaximumBytes)], [.. PathText.ToBytes(header.WithLayout(layout))]);
    }

    private Container Of(NrrdHeader header, long start, IByteSource data, string? headerPath)
    {
        long first = header.ByteSkip < 0 ? start : SkipLines(data, start, header.LineSkip);
        Layout layout = header.LayoutIn(first, data.Length);
        long surplus = data.Length - layout.End;
        ContainerFile dataFile = new(data.Name, FileRole.Data);
        return new Container(this, MemberList.Of(new("", layout)), headerPath is null ? [dataFile] : [new(headerPath, FileRole.Header), dataFile])
        {
            Warnings = surplus > 0 && header.DataFile is null
                ? header.Warnings.Add($"{surplus} bytes behind the array, from byte {layout.End} on, belong to nothing")
                : header.Warnings,
        };
    }

    private static bool IsSameFile(string path, string other) =>
        string.Equals(SystemPath.Full(path), SystemPath.Full(other), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static bool IsHeader(in FileProbe probe) => NrrdHeader.Recognizes(probe.Start);

    private static NrrdHeader ReadHeader(in FileProbe probe) => NrrdHeader.Parse(probe.Prefix(NrrdHeader.MaximumBytes));

    // Absolute names and names that climb are legal in NRRD; what they lead to must be a regular file, which opening it sees to.
    private static string DataPath(string headerPath, string dataFile) => Path.Combine(Path.GetDirectoryName(headerPath) ?? "", dataFile);

    // A header beside the file, if its 'data file' is this very file. One that is there but damaged is an
    // error and not passed over: the user would be shown plain bytes and not know why.
    private (string Path, NrrdHeader Header)? FindDetached(string dataPath, RelatedFiles files)
    {
        foreach (string path in HeaderPaths(dataPath))
        {
            if (IsSameFile(path, dataPath) || !files.Has(path))
            {
                continue;
            }

            FileProbe probe = FileProbe.Of(files.Open(path));
            if (!IsHeader(probe))
            {
                continue;
            }

            NrrdHeader header = Named(path, probe);
            if (header.DataFile is { } dataFile && IsSameFile(DataPath(path, dataFile), dataPath))
            {
                return (path, header);
            }
        }

        return null;
    }

    private static NrrdHeader Named(string path, in FileProbe probe)
    {
        try
        {
            return ReadHeader(probe);
        }
        catch (ContainerException exception)
        {
            throw new ContainerException($"the detached header {path} beside it can't be read: {exception.Message}; --format raw opens the file without it", exception.Offset);
        }
    }

    private static long SkipLines(IByteSource file, long start, long lines)
    {
        byte[] window = new byte[LineWindow];
        long position = start;
        while (lines > 0)
        {
            int length = (int)Math.Min(LineWindow, Math.Min(file.Length - position, start + MaximumLineBytes - position));
            if (length == 0)
            {
                throw new ContainerException($"'line skip' leaves {lines} lines to skip at byte {position}, where the file or the {MaximumLineBytes} bytes that are searched end", position);
            }

            file.ReadAt(position, window.AsSpan(0, length));
            ReadOnlySpan<byte> rest = window.AsSpan(0, length);
            while (lines > 0 && rest.IndexOf((byte)'\n') is var end and >= 0)
            {
                rest = rest[(end + 1)..];
                lines--;
            }

            position += lines > 0 ? length : length - rest.Length;
        }

        return position;
    }
}
