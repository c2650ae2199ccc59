using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Npy;

/// <summary>
/// The header of an npy file: what it says, and the text it says it in, so that a change can leave the rest as it was.
/// </summary>
/// <remarks>
/// <para>From NumPy's <c>numpy.lib.format</c>:</para>
/// <code>
///   \x93NUMPY  major  minor  length (u16 in 1.0, u32 in 2.0 and 3.0)  {'descr': …, 'fortran_order': …, 'shape': …, }  spaces  \n  data
/// </code>
/// </remarks>
public sealed partial class NpyHeader
{
    /// <summary>The longest header in characters that is read or written: NumPy's own limit.</summary>
    public const int MaximumCharacters = 10_000;

    /// <summary>How many bytes from the start of a file <see cref="Parse"/> may need: the longest prefix, and four bytes a character.</summary>
    public const int MaximumBytes = 12 + (4 * MaximumCharacters);

    private const string Keys = "it must have exactly the keys 'descr', 'fortran_order' and 'shape'";

    private readonly HeaderText _header;
    private readonly HeaderEntries _entries;

    private NpyHeader(int version, ImmutableArray<byte> bytes, HeaderText header, HeaderEntries entries, Layout layout)
    {
        Version = version;
        Bytes = bytes;
        _header = header;
        _entries = entries;
        Layout = layout;
    }

    /// <summary>The bytes that every npy file starts with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The major version: 1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The whole header as it stands in the file.</summary>
    public ImmutableArray<byte> Bytes { get; }

    /// <summary>The text of <c>descr</c> as it stands in the file, titles and padding included.</summary>
    public string Description => _header.Text[_entries.Description.Start.._entries.Description.End];

    /// <summary>Byte offset of the data: where the header ends, wherever that is.</summary>
    public long DataOffset => Bytes.Length;

    /// <summary>Where the elements lie in the file.</summary>
    public Layout Layout { get; }

    /// <summary>One line about the types that the header names and that are unknown here, whose elements are opaque bytes; <see langword="null"/> where there are none.</summary>
    public string? UnknownTypes { get; private init; }

    /// <summary>Reads a header and checks it against the length of its file.</summary>
    /// <param name="prefix">The start of the file: all of it, or at least <see cref="MaximumBytes"/>.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <exception cref="ContainerException">It is no npy, is damaged or truncated, or holds a type that is refused.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> prefix, long fileLength)
    {
        if (!prefix.StartsWith(Magic))
        {
            throw new ContainerException(@"this is no npy file: it does not start with \x93NUMPY; --format raw shows its bytes", 0);
        }

        (int version, int start, long length) = Prefix(prefix);
        if (start + length > prefix.Length)
        {
            throw new ContainerException($"the npy header ends at byte {start + length}, but the file has only {fileLength} bytes", fileLength);
        }

        // From here on the header is known to lie inside the prefix, a span.
        Encoding encoding = EncodingOf(version);
        HeaderText header = new(Decode(encoding, prefix.Slice(start, (int)length), start), version == 3 ? Encoding.UTF8 : encoding, start);
        if (header.Text.Length > MaximumCharacters)
        {
            throw TooLong(header.Text.Length);
        }

        HeaderEntries entries = Entries(header, longSuffixes: version < 3);
        List<UnknownType> unknown = [];
        ElementType type = NpyDescription.Read(header, entries.Description, unknown);
        ImmutableArray<long> dimensions = NpyDescription.ReadShape(header, entries.Shape, "the shape");
        ImmutableArray<byte> bytes = [.. prefix[..(start + (int)length)]];
        Layout layout;
        try
        {
            layout = entries.FortranOrder.Value
                ? Layout.FortranContiguous(type, dimensions, bytes.Length)
                : Layout.Contiguous(type, dimensions, bytes.Length);
        }
        catch (ViewException exception)
        {
            throw header.Error(entries.Shape.Start, exception.Message);
        }

        return layout.End <= fileLength
            ? new NpyHeader(version, bytes, header, entries, layout) { UnknownTypes = unknown.Count == 0 ? null : UnknownType.Warning(unknown) }
            : throw new ContainerException($"the file ends at byte {fileLength}, but {type}{Layout.Tuple(dimensions)} from byte {bytes.Length} on ends at byte {layout.End}: {Plural.Of(layout.End - fileLength, "byte")} missing; --format raw shows what there is", fileLength);
    }

    private static (int Version, int Start, long Length) Prefix(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < 8)
        {
            throw new ContainerException($"the npy header is cut off at byte {prefix.Length}", prefix.Length);
        }

        (int major, int minor) = (prefix[6], prefix[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new ContainerException($"npy version {major}.{minor} is unknown; 1.0, 2.0 and 3.0 are known (at byte 6)", 6);
        }

        int start = major == 1 ? 10 : 12;
        if (prefix.Length < start)
        {
            throw new ContainerException($"the npy header is cut off at byte {prefix.Length}", prefix.Length);
        }

        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        return length <= (major == 3 ? 4 : 1) * MaximumCharacters ? (major, start, length) : throw TooLong(length);
    }

    private static ContainerException TooLong(long length) =>
        new($"the npy header of {length} characters is longer than the {MaximumCharacters} that NumPy reads (at byte 8)", 8);

    private static Encoding EncodingOf(int version) => version == 3 ? StrictUtf8 : Encoding.Latin1;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string Decode(Encoding encoding, ReadOnlySpan<byte> bytes, int start)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            long offset = start + exception.Index;
            throw new ContainerException($"the npy header is not UTF-8 (at byte {offset})", offset);
        }
    }

    // NumPy takes the last of a key that stands there twice, as Python's dictionaries do; which of them was meant nobody can say, so that it is refused.
    private static HeaderEntries Entries(HeaderText header, bool longSuffixes)
    {
        if (PythonLiteralReader.Read(header, longSuffixes) is not PythonDictionary dictionary)
        {
            throw header.Error(0, "the npy header is no dictionary");
        }

        PythonLiteral? descr = null;
        PythonBoolean? fortranOrder = null;
        PythonLiteral? shape = null;
        foreach ((PythonLiteral key, PythonLiteral value) in dictionary.Entries)
        {
            string? name = (key as PythonString)?.Value;
            bool isSecond = (name switch { "descr" => descr, "fortran_order" => fortranOrder, "shape" => shape, _ => null }) is not null;
            if (isSecond)
            {
                throw header.Error(key.Start, $"the npy header has '{name}' a second time: {Keys}");
            }

            switch (name)
            {
                case "descr":
                    descr = value;
                    break;
                case "fortran_order":
                    fortranOrder = value as PythonBoolean ?? throw header.Error(value.Start, "fortran_order is neither True nor False");
                    break;
                case "shape":
                    shape = value;
                    break;
                default:
                    throw header.Error(key.Start, $"the npy header has a key too many, {Shown(header.Text[key.Start..key.End])}: {Keys}");
            }
        }

        string? missing = descr is null ? "descr" : fortranOrder is null ? "fortran_order" : shape is null ? "shape" : null;
        return missing is null
            ? new(dictionary, descr!, fortranOrder!, shape!)
            : throw header.Error(dictionary.Start, $"the npy header lacks '{missing}': {Keys}");
    }

    private static string Shown(string key) => key.Length <= 40 ? key : key[..40] + "…";

    /// <summary>The values of the three keys, and where they stand.</summary>
    private sealed record HeaderEntries(PythonDictionary Dictionary, PythonLiteral Description, PythonBoolean FortranOrder, PythonLiteral Shape);
}
