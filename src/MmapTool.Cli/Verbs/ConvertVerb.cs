using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Values;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>convert</c>.</summary>
internal static class ConvertOptions
{
    public static OptionSpec To { get; } = new("to", OptionKind.ElementType, "DTYPE", "the type that the values get");

    public static OptionSpec InPlace { get; } = OptionSpec.Switch("in-place", "change the file itself");

    public static OptionSpec Shrink { get; } = OptionSpec.Switch("shrink", "let the file get shorter by what a smaller DTYPE saves");

    public static OptionSpec As => OptionSpec.OneOf(ExtractOptions.As.Name, OutputForm.NamesOf(OutputForm.Bytes), ExtractOptions.As.Help);

    public static IReadOnlyList<OptionSpec> All => [To, InPlace, Shrink, CastingOption.Spec, As, .. OutputOptions.All];
}

/// <summary>A request of <c>convert</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="To">The type the values get.</param>
/// <param name="Casting">How values that do not fit are treated.</param>
/// <param name="Output">Where they go; <see langword="null"/> for in place.</param>
/// <param name="Shrink">Whether the file may get shorter.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The options of every verb that writes.</param>
internal sealed record ConvertRequest(
    string Path, string View, ElementType To, CastValues Casting, ConvertedOutput? Output, bool Shrink, CommonSettings Settings, ChangeSettings Write);

/// <summary>Changes values to another element type or byte order, in place or into another file.</summary>
internal sealed class ConvertVerb : Verb<ConvertRequest>
{
    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW] --to DTYPE --in-place | -o OUT|-";

    /// <inheritdoc/>
    public override string Summary => "changes values to another element type or byte order";

    /// <inheritdoc/>
    public override string Details =>
        "Every value must fit DTYPE; floats are rounded, but may not overflow. The first that does not\n" +
        "fit is named, and nothing is written.\n" +
        CastingOption.Help + "\n" +
        "M8 and m8 change their unit, S and U their length, records and V byte order only. --in-place needs\n" +
        "the same item size, or with --shrink a smaller one (a packed view up to the file's end), and a\n" +
        "VIEW within what there is. In a container a whole member is converted, and its header with it. It\n" +
        "goes in journaled chunks: stopped anywhere, 'recover' finishes it or takes it back;\n" +
        "no value is converted twice.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool convert samples.bin '<u2' --to '>u2' --in-place\n" +
        "mmaptool convert weights.npy --to f2 --in-place --shrink\n" +
        "mmaptool convert big.bin '<f8[::2]' --to i4 --cast-values round,saturate -o half.npy";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => ConvertOptions.All;

    /// <inheritdoc/>
    public override ConvertRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        string to = options.Text(ConvertOptions.To) ?? throw new UsageException("convert needs to know what to: --to DTYPE, such as --to f4 or --to '>u2'");
        if (options.Has(ConvertOptions.InPlace) == options.Has(OutputOptions.Output))
        {
            throw options.Has(ConvertOptions.InPlace)
                ? OptionSpec.Exclusive(ConvertOptions.InPlace, OutputOptions.Output)
                : new UsageException("convert needs to know where to: -o OUT writes another file, --in-place changes the file itself");
        }

        if (options.Has(ConvertOptions.InPlace) ? options.Has(ConvertOptions.As) || options.Has(OutputOptions.Force) : options.Has(ConvertOptions.Shrink))
        {
            throw new UsageException(options.Has(ConvertOptions.InPlace) ? "--as and --force are for another file: -o OUT" : "--shrink is for --in-place");
        }

        CommonSettings settings = CommonSettings.From(options, insideRun);
        ElementType type = ElementTypeNotation.Parse(to, settings.Names);
        CastValues casting = options.Choice(CastingOption.Spec) ?? CastValues.Exact;
        ConvertedOutput? output = options.Text(OutputOptions.Output) is { } name ? new(TargetOf(name, options), type, casting) : null;
        return new(path, view, type, casting, output, options.Has(ConvertOptions.Shrink), settings, WritingOptions.SettingsOf(options, settings));
    }

    /// <inheritdoc/>
    public override int Execute(ConvertRequest request, Invocation invocation)
    {
        if (request.Output is { } output)
        {
            DataFile file = invocation.Open(request.Path, request.Settings, request.Write.Wait);
            return output.Write(file, file.View(request.View, request.Settings.Names), request.Settings, request.Write, invocation);
        }

        invocation.Change(request.Path);
        using LateProgress progress = new(invocation, request.Settings, Name);
        ViewExpression view = ViewExpression.Parse(request.View, request.Settings.Names);
        ChangeReport report = InPlaceConversion.Convert(request.Path, view, request.To, request.Casting, request.Shrink, invocation.Changes(request.Write, progress.Start));
        ChangeSummary.Mark(invocation, request.Write);
        progress.Dispose();
        ChangeSummary.Print(report, null, request.Path, request.Settings, request.Write, invocation);
        return ExitStatus.Done;
    }

    private static ExportTarget TargetOf(string output, GivenOptions options)
    {
        OutputForm form = options.OneOf(ConvertOptions.As) is { } name ? OutputForm.Named(name) : OutputForm.OfEnding(output);
        if (!form.IsBytes)
        {
            throw new UsageException($"convert writes {OutputForm.Names(OutputForm.Bytes, " or ")}, and {output} says otherwise: --as {OutputForm.Bytes[0].Name} if that is meant; 'extract --as csv' and '--as json' write text");
        }

        return output == "-" && options.Has(CommonOptions.Json)
            ? throw new UsageException("--json prints a summary, and with -o - the output is the data itself")
            : new(output, form, options.Has(OutputOptions.Force));
    }
}
