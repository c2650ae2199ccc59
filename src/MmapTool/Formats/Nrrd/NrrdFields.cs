using System.Collections.Immutable;
using System.Globalization;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Nrrd;

/// <summary>The fields of an NRRD header, read one by one; every error names the line's byte.</summary>
internal sealed class NrrdFields
{
    // Those that say where the data lie and what they are. A second one would leave open which holds.
    private static readonly HashSet<string> Decisive = new(StringComparer.Ordinal)
    {
        "type", "block size", "dimension", "sizes", "endian", "encoding", "line skip", "byte skip", "data file",
    };

    // The other fields that NRRD defines. They say nothing about where the data lie, and are left to other software.
    private static readonly HashSet<string> Descriptive = new(StringComparer.Ordinal)
    {
        "content", "number", "space", "space dimension", "space units", "space origin", "space directions", "measurement frame",
        "spacings", "thicknesses", "axis mins", "axismins", "axis maxs", "axismaxs", "centers", "centerings", "kinds", "labels", "units",
        "min", "max", "old min", "oldmin", "old max", "oldmax", "sample units", "sampleunits",
    };

    private readonly ImmutableArray<NrrdLine> _lines;
    private readonly Dictionary<string, NrrdLine> _fields = new(StringComparer.Ordinal);

    public NrrdFields(ImmutableArray<NrrdLine> lines)
    {
        _lines = lines;
        foreach (NrrdLine line in lines)
        {
            if (line.Field is { } name && Decisive.Contains(name) && !_fields.TryAdd(name, line))
            {
                throw Error(line, $"'{name}' is set a second time");
            }
        }
    }

    /// <summary>Refuses, by name, every encoding but raw.</summary>
    public void RefuseEncodings()
    {
        NrrdLine line = Required("encoding");
        if (!line.Value.Equals("raw", StringComparison.OrdinalIgnoreCase))
        {
            bool known = line.Value.ToUpperInvariant() is "TXT" or "TEXT" or "ASCII" or "HEX" or "GZ" or "GZIP" or "BZ2" or "BZIP2" or "ZRL";
            throw Error(line, known
                ? $"the encoding {line.Value} is refused: no view can be laid over data that must be decoded; decode it to 'raw' first"
                : $"the encoding '{line.Value}' is unknown; only raw can be read");
        }
    }

    /// <summary>The element type: type, endian and block size together.</summary>
    public ElementType ElementType()
    {
        NrrdLine line = Required("type");
        if (line.Value.Equals(NrrdTypes.Block, StringComparison.OrdinalIgnoreCase))
        {
            Required("block size");
            return Elements.ElementType.Create(ElementKind.Void, (int)Number("block size", 0, 1, Elements.ElementType.MaximumItemSize));
        }

        ElementType type = NrrdTypes.Find(line.Value) ?? throw Error(line, $"the type '{line.Value}' is none of NRRD's");
        if (type.ItemSize == 1)
        {
            return type;
        }

        NrrdLine endian = _fields.GetValueOrDefault("endian") ?? throw Error(line, $"'endian' is missing, and {type.ItemSize}-byte numbers need it");
        return endian.Value.ToUpperInvariant() switch
        {
            "LITTLE" => type,
            "BIG" => type.WithByteOrder(ByteOrder.Big),
            _ => throw Error(endian, $"the endian '{endian.Value}' is neither little nor big"),
        };
    }

    /// <summary>The sizes, slowest first.</summary>
    public ImmutableArray<long> Shape()
    {
        Required("dimension");
        long dimension = Number("dimension", 0, 1, Layout.MaximumRank);
        NrrdLine line = Required("sizes");
        string[] words = line.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != dimension)
        {
            throw Error(line, $"there are {words.Length} sizes for {dimension} dimensions");
        }

        return [.. words.Reverse().Select(word => Whole(line, word, 1, long.MaxValue))];
    }

    /// <summary>The name of the data file, or <see langword="null"/>; lists of files and name patterns are refused by name.</summary>
    public string? DataFile()
    {
        if (!_fields.TryGetValue("data file", out NrrdLine? line))
        {
            return null;
        }

        string[] words = line.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => throw Error(line, "'data file' names no file"),
            ["LIST", ..] => throw Error(line, "a LIST of data files is refused: a view lies in one file"),
            [var pattern, _, _, _, ..] when pattern.Contains('%') => throw Error(line, "a pattern of data files is refused: a view lies in one file"),
            _ when line.Value.Contains('\0') => throw Error(line, "the name of the data file has a NUL in it"),
            _ => line.Value,
        };
    }

    /// <summary>A whole number, or <paramref name="otherwise"/> where the field is missing.</summary>
    public long Number(string name, long otherwise, long least, long most) =>
        _fields.TryGetValue(name, out NrrdLine? line) ? Whole(line, line.Value, least, most) : otherwise;

    /// <summary>A warning for each field that NRRD does not define.</summary>
    public ImmutableArray<string> Unknown() =>
    [
        .. _lines.Where(line => line.Field is { } name && !Decisive.Contains(name) && !Descriptive.Contains(name))
            .Select(line => $"the field '{line.Field}' is none of NRRD's and is passed over (at byte {line.Offset})"),
    ];

    private static long Whole(NrrdLine line, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw Error(line, $"'{line.Field}' is no whole number from {least} to {most}");

    private NrrdLine Required(string name) =>
        _fields.GetValueOrDefault(name) ?? throw new ContainerException($"the NRRD header lacks the field '{name}'", 0);

    private static ContainerException Error(NrrdLine line, string reason) => new($"the NRRD header: {reason} (at byte {line.Offset})", line.Offset);
}
