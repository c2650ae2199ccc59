using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;

namespace MmapTool.Operations.Export;

/// <summary>How a view is written. Every option concerns only the formats that it names.</summary>
public sealed record ExportOptions
{
    /// <summary>The defaults: 80 columns, everything, C order.</summary>
    public static ExportOptions Default { get; } = new();

    /// <summary>Text: columns of a line. A wider element makes its line longer.</summary>
    public int Width { get; init; } = 80;

    /// <summary>
    /// Text and hex: leave out the middle. Text then shows <see cref="EdgeItems"/> at both ends of each axis of a view of more than
    /// <see cref="Threshold"/> elements, hex <see cref="EdgeLines"/> lines at both ends.
    /// </summary>
    public bool Summarize { get; init; }

    /// <summary>Text, summarised: the most elements that are still shown whole (NumPy's threshold).</summary>
    public long Threshold { get; init; } = 1000;

    /// <summary>Text, summarised: elements shown at each end of an axis (NumPy's edgeitems).</summary>
    public int EdgeItems { get; init; } = 3;

    /// <summary>Hex, summarised: lines of 16 bytes shown at each end.</summary>
    public int EdgeLines { get; init; } = 16;

    /// <summary>Elements of a block where tests want many of them; 0 for what fits the elements.</summary>
    internal int BlockElements { get; init; }

    /// <summary>Text and JSON: end with a line feed. (CSV and hex lines always do.)</summary>
    public bool FinalNewline { get; init; }

    /// <summary>Bytes: whether the first axis is the fastest. It must agree with <see cref="Header"/>.</summary>
    public bool FortranOrder { get; init; }

    /// <summary>Bytes: the complete header of a container; empty for none.</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>The options that write a view as the only member of a container. A view packed in Fortran order alone is written as it lies, if the container can say so.</summary>
    /// <param name="writer">The container's format.</param>
    /// <param name="elementType">The element type that is recorded.</param>
    /// <param name="shape">The shape that is recorded.</param>
    /// <param name="view">The layout of the view.</param>
    /// <exception cref="ViewException">The format can't record the type or the shape; the message says why.</exception>
    internal static ExportOptions In(IContainerWriter writer, ElementType elementType, ImmutableArray<long> shape, Layout view)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(view);
        WrittenContainer written = writer.Prepare([new("", elementType, shape, view is { IsFContiguous: true, IsCContiguous: false })]);
        return new() { Header = written.Header.AsMemory(), FortranOrder = written.Members[0] is { IsFContiguous: true, IsCContiguous: false } };
    }
}
