using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Nrrd;

/// <summary>
/// An NRRD header, attached (before its data in one file) or detached (beside its data).
/// </summary>
/// <remarks>
/// <para>From the format's definition (Teem, "Definition of NRRD File Format"). The header is a line <c>NRRD000n</c>, then lines <c>field: value</c>,
/// <c>key:=value</c> and <c># comment</c>. An attached header is followed by a blank line and the data. Sizes stand fastest axis first, so that our shape is
/// theirs reversed.</para>
/// </remarks>
public sealed partial class NrrdHeader
{
    /// <summary>The longest header that is read.</summary>
    public const int MaximumBytes = 1 << 20;

    private readonly ImmutableArray<NrrdLine> _lines;
    private readonly byte _version;

    private NrrdHeader(byte version, ImmutableArray<NrrdLine> lines, long length, ElementType elementType, ImmutableArray<long> shape)
    {
        _version = version;
        _lines = lines;
        Length = length;
        ElementType = elementType;
        Shape = shape;
    }

    /// <summary>The bytes that every NRRD header starts with; a version digit follows.</summary>
    public static ReadOnlySpan<byte> Magic => "NRRD000"u8;

    /// <summary>The type of every element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Elements along each axis, slowest first: NRRD's sizes reversed.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The name of the data file, as it stands in the header; <see langword="null"/> where the data follows the header.</summary>
    public string? DataFile { get; private init; }

    /// <summary>Lines to skip before the data, from the start of the data file or the end of the header on.</summary>
    public long LineSkip { get; private init; }

    /// <summary>Bytes to skip before the data, after the lines; -1 where the data stands at the end of its file.</summary>
    public long ByteSkip { get; private init; }

    /// <summary>Oddities that are no errors, one line each: fields that NRRD does not define.</summary>
    public ImmutableArray<string> Warnings { get; private init; } = [];

    /// <summary>Bytes of the header, its blank line included.</summary>
    public long Length { get; }

    /// <summary>Whether these bytes start as an NRRD header does.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> prefix) =>
        prefix.Length > Magic.Length && prefix.StartsWith(Magic) && prefix[Magic.Length] is >= (byte)'1' and <= (byte)'9';

    /// <summary>Reads a header.</summary>
    /// <param name="prefix">The start of the file: all of it, or at least <see cref="MaximumBytes"/>.</param>
    /// <exception cref="ContainerException">It is no NRRD header, is damaged, or says something that is refused.</exception>
    public static NrrdHeader Parse(ReadOnlySpan<byte> prefix)
    {
        (ImmutableArray<NrrdLine> lines, long length, bool isClosed) = SplitLines(prefix[..Math.Min(prefix.Length, MaximumBytes)]);
        NrrdFields fields = new(lines);
        fields.RefuseEncodings();
        ElementType type = fields.ElementType();
        ImmutableArray<long> shape = fields.Shape();
        string? dataFile = fields.DataFile();
        if (dataFile is null && !isClosed)
        {
            throw new ContainerException($"the NRRD header names no data file and no blank line ends it (at byte {length})", length);
        }

        return new NrrdHeader(prefix[Magic.Length], lines, length, type, shape)
        {
            DataFile = dataFile,
            Warnings = fields.Unknown(),
            LineSkip = fields.Number("line skip", 0, 0, long.MaxValue),
            ByteSkip = fields.Number("byte skip", 0, -1, long.MaxValue),
        };
    }

    /// <summary>Where the elements lie, in C order, once the lines to skip are known.</summary>
    /// <param name="start">Where the data file's own bytes start: 0, or the end of an attached header; behind skipped lines.</param>
    /// <param name="fileLength">The length of the file that holds the data.</param>
    /// <exception cref="ContainerException">The data do not lie within the file.</exception>
    public Layout LayoutIn(long start, long fileLength)
    {
        try
        {
            long bytes = Layout.Contiguous(ElementType, Shape).ByteLength;
            Int128 offset = ByteSkip < 0 ? (Int128)fileLength - bytes : (Int128)start + ByteSkip;
            if (offset < start || offset + bytes > fileLength)
            {
                throw new ContainerException($"the data file ends at byte {fileLength}, too short for {ElementType}{Layout.Tuple(Shape)}, {bytes} bytes from byte {Int128.Max(offset, start)} on; --format raw shows what there is", fileLength);
            }

            return Layout.Contiguous(ElementType, Shape, (long)offset);
        }
        catch (ViewException exception)
        {
            throw new ContainerException($"the NRRD header: {exception.Message}", 0);
        }
    }

    private static (ImmutableArray<NrrdLine> Lines, long Length, bool IsClosed) SplitLines(ReadOnlySpan<byte> bytes)
    {
        if (!Recognizes(bytes))
        {
            throw new ContainerException("this is no NRRD file: it does not start with NRRD000 and a version; --format raw shows its bytes", 0);
        }

        ImmutableArray<NrrdLine>.Builder lines = ImmutableArray.CreateBuilder<NrrdLine>();
        int position = 0;
        while (position < bytes.Length)
        {
            int start = position;
            int end = bytes[position..].IndexOf((byte)'\n');
            if (end < 0 && bytes.Length == MaximumBytes)
            {
                throw new ContainerException($"no blank line ends the NRRD header within {MaximumBytes} bytes", MaximumBytes);
            }

            position = end < 0 ? bytes.Length : start + end + 1;
            ReadOnlySpan<byte> line = bytes[start..(end < 0 ? bytes.Length : start + end)].TrimEnd("\r"u8);
            if (line.IsEmpty)
            {
                return (lines.ToImmutable(), position, true);
            }

            if (start == 0)
            {
                CheckVersion(line);
            }
            else
            {
                // The names of the list follow, to the end of the header; what it says itself is refused.
                if (lines is [.., { Field: "data file", Value: var value }] && value.Split((char[]?)null, 2)[0] == "LIST")
                {
                    return (lines.ToImmutable(), position, true);
                }

                lines.Add(NrrdLine.Parse(PathText.FromBytes(line), start)
                    ?? throw new ContainerException($"this line of the NRRD header is no field, no key:=value and no comment (at byte {start})", start));
            }
        }

        return (lines.ToImmutable(), position, false);
    }

    private static void CheckVersion(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> version = line[Magic.Length..];
        if (version.Length != 1 || version[0] > (byte)'5')
        {
            throw new ContainerException($"the NRRD version '{Encoding.Latin1.GetString(line[..Math.Min(line.Length, 16)])}' is unknown; NRRD0001 to NRRD0005 are known (at byte 7)", 7);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
