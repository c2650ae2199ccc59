using System.Collections.Immutable;
using MmapTool.Formats;
using MmapTool.Operations.Export;

namespace MmapTool.Cli.Output;

/// <summary>A form that <c>-o</c> writes: bytes as a container's format has them, or text.</summary>
/// <param name="Name">The name that <c>--as</c> takes.</param>
/// <param name="Endings">The endings of names that stand for it, each with its dot.</param>
/// <param name="Writer">The format that is written; <see langword="null"/> for text.</param>
/// <param name="Text">The form of text; <see cref="ExportFormat.Bytes"/> for a container's.</param>
internal sealed record OutputForm(string Name, ImmutableArray<string> Endings, IContainerWriter? Writer, ExportFormat Text)
{
    private static readonly ImmutableArray<OutputForm> Texts = [new("csv", [".csv"], null, ExportFormat.Csv), new("json", [".json"], null, ExportFormat.Json)];

    /// <summary>The forms of bytes, plain ones first.</summary>
    public static ImmutableArray<OutputForm> Bytes => [.. ContainerFormats.Writers.Select(static writer => new OutputForm(writer.Info.Name, writer.Info.Endings, writer, ExportFormat.Bytes))];

    /// <summary>The forms of bytes that record an element type and a shape.</summary>
    public static ImmutableArray<OutputForm> Recording => Bytes.RemoveAt(0);

    /// <summary>All forms.</summary>
    public static ImmutableArray<OutputForm> All => [.. Bytes, .. Texts];

    /// <summary>Whether it is bytes, which would garble a terminal.</summary>
    public bool IsBytes => Writer is not null;

    /// <summary>The form that a name's ending stands for; plain bytes for any other.</summary>
    public static OutputForm OfEnding(string path) =>
        All.FirstOrDefault(form => form.Endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))) ?? Bytes[0];

    /// <summary>The form of a name, which is known.</summary>
    public static OutputForm Named(string name) => All.First(form => form.Name == name);

    /// <summary>The names of forms.</summary>
    public static string[] NamesOf(ImmutableArray<OutputForm> forms) => [.. forms.Select(static form => form.Name)];

    /// <summary>The names of forms, joined.</summary>
    public static string Names(ImmutableArray<OutputForm> forms, string separator) => string.Join(separator, NamesOf(forms));
}
