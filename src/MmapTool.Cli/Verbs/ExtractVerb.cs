using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Operations.Changes;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>extract</c>.</summary>
internal static class ExtractOptions
{
    public static OptionSpec As => OptionSpec.OneOf("as", OutputForm.NamesOf(OutputForm.All), $"the form of OUT (told by its ending, else {OutputForm.Bytes[0].Name})");

    public static IReadOnlyList<OptionSpec> All => [As, .. OutputOptions.All];
}

/// <summary>A request of <c>extract</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The options of every verb that writes.</param>
internal sealed record ExtractRequest(string Path, string View, ExportTarget Target, CommonSettings Settings, ChangeSettings Write);

/// <summary>Writes a view to a file or a pipe.</summary>
internal sealed class ExtractVerb : Verb<ExtractRequest>
{
    /// <inheritdoc/>
    public override string Name => "extract";

    /// <inheritdoc/>
    public override string Usage => $"FILE [VIEW] -o OUT|- [--as {ExtractOptions.As.Value}]";

    /// <inheritdoc/>
    public override string Summary => "a view to a file or a pipe, in any layout: strided, reversed, transposed";

    /// <inheritdoc/>
    public override string Details =>
        "OUT gets its name when it is complete, so that it is whole or not there; it is\n" +
        $"never FILE itself. {OutputForm.Bytes[0].Name} is the elements' bytes in C order, in the byte order they have.\n" +
        $"{OutputForm.Names(OutputForm.Bytes, " and ")} of a view that lies as it is written keep the holes of a sparse FILE, and share\n" +
        "its blocks where the file system can. A transpose is as fast as --memory lets its tiles be.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool extract data.npy '[:, 3]' -o column.npy\n" +
        "mmaptool extract disk.img '[1Mi:+512]' -o sector.bin\n" +
        "mmaptool extract big.bin '<f4[::2]' -o - | gzip > half.gz";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => ExtractOptions.All;

    /// <inheritdoc/>
    public override ExtractRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        string output = options.Text(OutputOptions.Output) ?? throw new UsageException("extract needs to know where to: -o OUT, or -o - for standard output");
        OutputForm form = options.OneOf(ExtractOptions.As) is { } name ? OutputForm.Named(name) : OutputForm.OfEnding(output);
        if (output == "-" && options.Has(CommonOptions.Json))
        {
            throw new UsageException("--json prints a summary, and with -o - the output is the data itself: --as json writes the data as JSON");
        }

        CommonSettings settings = CommonSettings.From(options, insideRun);
        return new ExtractRequest(path, view, new ExportTarget(output, form, options.Has(OutputOptions.Force)), settings, WritingOptions.SettingsOf(options, settings));
    }

    /// <inheritdoc/>
    public override int Execute(ExtractRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings, request.Write.Wait);
        return request.Target.Write(file, file.View(request.View, request.Settings.Names), request.Settings, request.Write, invocation);
    }
}
