using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Nrrd;

/// <summary>
/// NRRD with raw encoding: a <c>.nrrd</c> with its data behind the header, a <c>.nhdr</c> that names its data file, and a data
/// file that has such a header beside it.
/// </summary>
public sealed class NrrdFormat : IContainerFormat, IRecordsLayout, IRecordsShorterData
{
    private const int LineWindow = 1 << 16;

    // Lines to skip are a text header of some other format, and no such header is longer.
    private const long MaximumLineBytes = 16 << 20;

    /// <inheritdoc/>
    public string Name => "nrrd";

    /// <inheritdoc/>
    public bool RecognizesName(string path) => IsHeaderName(path);

    /// <inheritdoc/>
    public bool Recognizes(MappedFile file) => IsHeader(file) || (!file.IsCopy && FindDetachedHeader(file.Path) is not null);

    /// <summary>Whether a file of this name may be a header whose data lie in another file.</summary>
    public static bool IsHeaderName(string path) =>
        path.EndsWith(".nrrd", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".nhdr", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a detached header of a data file may lie, most telling name first: data.nhdr and data.bin.nhdr beside data.bin.</summary>
    public static ImmutableArray<string> HeaderPaths(string dataPath) => [NrrdHeader.DetachedPath(dataPath), dataPath + ".nhdr"];

    /// <summary>Whether a file is a detached header whose data are this very file.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    /// <exception cref="ContainerException">It is a header, and damaged.</exception>
    public static bool IsHeaderOf(string headerPath, string dataPath)
    {
        using MappedFile file = MappedFile.OpenRegular(headerPath, MapAccess.Read, FileLocking.None);
        if (!IsHeaderName(headerPath) || !IsHeader(file) || ReadHeader(file).DataFile is not { } dataFile)
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
    public Container Read(MappedFile file)
    {
        if (!IsHeader(file) && !file.IsCopy && FindDetachedHeader(file.Path) is { } found)
        {
            return Of(found.Header, 0, file, null, found.Path);
        }

        NrrdHeader header = ReadHeader(file);
        if (header.DataFile is null)
        {
            return Of(header, header.Length, file, null, null);
        }

        string dataPath = DataPath(file.Path, header.DataFile);
        using MappedFile data = MappedFile.OpenRegular(dataPath, MapAccess.Read, FileLocking.None);
        return Of(header, 0, data, dataPath, file.Path);
    }

    /// <inheritdoc/>
    public HeaderChange RecordLayout(MappedFile file, Container container, Member member, Layout layout, int? growth = null)
    {
        return layout.ByteLength == member.Layout.ByteLength
            ? Record(file, container, member, layout)
            : throw new ViewException($"the header records the whole of its data, {member.Layout.ByteLength} bytes from byte {member.Layout.Offset} on; {layout} is not that");
    }

    /// <inheritdoc/>
    public HeaderChange RecordShorter(MappedFile file, Container container, Member member, Layout layout) =>
        Record(file, container, member, layout);

    private HeaderChange Record(MappedFile file, Container container, Member member, Layout layout)
    {
        if (container.HeaderPath is not { } headerPath)
        {
            throw new ViewException("an attached NRRD header has no room to be changed in; write the view out as npy instead (-o NAME.npy)");
        }

        using MappedFile headerFile = MappedFile.OpenRegular(headerPath, MapAccess.Read, FileLocking.None);
        NrrdHeader header = ReadHeader(headerFile);
        if (!Of(header, 0, file, null, headerPath).Members[0].Layout.Equals(member.Layout))
        {
            throw new ContainerException($"the detached header {headerPath} has changed since it was read", 0);
        }

        if (layout.Offset != member.Layout.Offset)
        {
            throw new ViewException($"the header records the whole of its data, from byte {member.Layout.Offset} on; {layout} is not that");
        }

        byte[] old = HeaderBytes.Prefix(headerFile, NrrdHeader.MaximumBytes);
        return new HeaderChange(headerPath, 0, [.. old], [.. PathText.ToBytes(header.WithLayout(layout))]);
    }

    private Container Of(NrrdHeader header, long start, MappedFile data, string? dataPath, string? headerPath)
    {
        long first = header.ByteSkip < 0 ? start : SkipLines(data, start, header.LineSkip);
        Layout layout = header.LayoutIn(first, data.Length);
        long surplus = data.Length - layout.End;
        return new Container(Name, [new Member("", layout)])
        {
            DataPath = dataPath,
            HeaderPath = headerPath,
            Warnings = surplus > 0 && header.DataFile is null
                ? header.Warnings.Add($"{surplus} bytes behind the array, from byte {layout.End} on, belong to nothing")
                : header.Warnings,
        };
    }

    private static bool IsSameFile(string path, string other) =>
        string.Equals(SystemPath.Full(path), SystemPath.Full(other), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static bool IsHeader(MappedFile file) => NrrdHeader.Recognizes(HeaderBytes.Prefix(file, NrrdHeader.Magic.Length + 1));

    private static NrrdHeader ReadHeader(MappedFile file) => NrrdHeader.Parse(HeaderBytes.Prefix(file, NrrdHeader.MaximumBytes));

    // Absolute names and names that climb are legal in NRRD; what they lead to must be a regular file, which opening it sees to.
    private static string DataPath(string headerPath, string dataFile) => Path.Combine(Path.GetDirectoryName(headerPath) ?? "", dataFile);

    // A header beside the file, if its 'data file' is this very file. One that is there but damaged is an
    // error and not passed over: the user would be shown plain bytes and not know why.
    private static (string Path, NrrdHeader Header)? FindDetachedHeader(string dataPath)
    {
        foreach (string path in HeaderPaths(dataPath))
        {
            if (IsSameFile(path, dataPath) || !FilePresence.IsRegular(path))
            {
                continue;
            }

            using MappedFile file = MappedFile.OpenRegular(path, MapAccess.Read, FileLocking.None);
            if (!IsHeader(file))
            {
                continue;
            }

            NrrdHeader header = Named(path, file);
            if (header.DataFile is { } dataFile && IsSameFile(DataPath(path, dataFile), dataPath))
            {
                return (path, header);
            }
        }

        return null;
    }

    private static NrrdHeader Named(string path, MappedFile file)
    {
        try
        {
            return ReadHeader(file);
        }
        catch (ContainerException exception)
        {
            throw new ContainerException($"the detached header {path} beside it can't be read: {exception.Message}; --format raw opens the file without it", exception.Offset);
        }
    }

    private static long SkipLines(MappedFile file, long start, long lines)
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
