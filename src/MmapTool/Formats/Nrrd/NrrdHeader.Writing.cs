using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Nrrd;

public sealed partial class NrrdHeader
{
    // Teem's own limit (NRRD_DIM_MAX): what we write, others must read.
    private const int MaximumDimension = 16;

    // Fields that speak of every axis, or of the space the axes lie in: they would be wrong of another shape.
    private static readonly HashSet<string> AxisFields = new(StringComparer.Ordinal)
    {
        "spacings", "thicknesses", "axis mins", "axismins", "axis maxs", "axismaxs", "space directions", "centers", "centerings",
        "kinds", "labels", "units", "space", "space dimension", "space origin", "space units", "measurement frame",
    };

    /// <summary>Where the detached header of a file is written and looked for: beside it, its ending replaced by <c>.nhdr</c>.</summary>
    public static string DetachedPath(string dataPath) => Path.ChangeExtension(dataPath, ".nhdr");

    /// <summary>A detached header for a layout of another file.</summary>
    /// <param name="dataFile">The name of the data file, as seen from the header's folder.</param>
    /// <param name="layout">A layout packed in C order, anywhere in the file.</param>
    /// <returns>The whole text, each line ended.</returns>
    /// <exception cref="ViewException">NRRD can't record the layout, or the name; the message says why.</exception>
    public static string Write(string dataFile, Layout layout)
    {
        ArgumentNullException.ThrowIfNull(dataFile);
        ArgumentNullException.ThrowIfNull(layout);
        StringBuilder text = new("NRRD0004\n");
        foreach ((string field, string value) in Describe(layout))
        {
            text.Append(field).Append(": ").Append(value).Append('\n');
        }

        return text.Append("encoding: raw\ndata file: ").Append(CheckName(dataFile)).Append('\n').ToString();
    }

    /// <summary>This detached header's text, made to say <paramref name="layout"/>; its other lines stay as they are.</summary>
    /// <exception cref="ViewException">
    /// NRRD can't record the layout, or the header has fields about its axes and the shape is another.
    /// </exception>
    public string WithLayout(Layout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ImmutableArray<(string Field, string Value)> described = Describe(layout);
        if (!layout.Shape.AsSpan().SequenceEqual(Shape.AsSpan()) && _lines.FirstOrDefault(line => line.Field is { } name && AxisFields.Contains(name)) is { } axes)
        {
            throw new ViewException($"the detached header says '{axes.Field}' about its axes, which another shape would make wrong; take that line out of it first");
        }

        StringBuilder text = new($"NRRD000{(char)_version}\n");
        foreach ((string field, string value) in described)
        {
            text.Append(field).Append(": ").Append(value).Append('\n');
        }

        string[] replaced = ["type", "block size", "dimension", "sizes", "endian", "line skip", "byte skip"];
        foreach (NrrdLine line in _lines.Where(line => !replaced.Contains(line.Field)))
        {
            text.Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    private static ImmutableArray<(string Field, string Value)> Describe(Layout layout)
    {
        const string Mend = "write the data out as npy instead (-o NAME.npy)";
        ElementType type = layout.ElementType;
        string name = NrrdTypes.NameOf(type) ?? throw new ViewException($"NRRD has no type for {type}; {Mend}");
        if (!layout.IsCContiguous)
        {
            throw new ViewException($"NRRD records arrays packed in C order; {layout} is not one; {Mend}");
        }

        if (layout.Rank is 0 or > MaximumDimension || layout.Count == 0)
        {
            throw new ViewException($"NRRD records 1 to {MaximumDimension} axes, none of them empty; {Layout.Tuple(layout.Shape)} is no such shape; {Mend}");
        }

        ImmutableArray<(string, string)>.Builder fields = ImmutableArray.CreateBuilder<(string, string)>();
        fields.Add(("type", name));
        if (name == NrrdTypes.Block)
        {
            fields.Add(("block size", Text(type.ItemSize)));
        }

        fields.Add(("dimension", Text(layout.Rank)));
        fields.Add(("sizes", string.Join(' ', layout.Shape.Reverse().Select(Text))));
        if (type.ByteOrder != ByteOrder.None)
        {
            fields.Add(("endian", type.ByteOrder == ByteOrder.Big ? "big" : "little"));
        }

        if (layout.Offset != 0)
        {
            fields.Add(("byte skip", Text(layout.Offset)));
        }

        return fields.ToImmutable();
    }

    private static string CheckName(string dataFile)
    {
        string[] words = dataFile.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool plain = dataFile.Trim() == dataFile && !dataFile.Any(char.IsControl)
            && words is not ([] or ["LIST", ..]) && !(words.Length >= 4 && words[0].Contains('%'));
        return plain ? dataFile : throw new ViewException($"NRRD can't record the file name '{dataFile}'; rename the file");
    }
}
