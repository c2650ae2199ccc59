using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>show</c>.</summary>
internal static class ShowOptions
{
    public static OptionSpec Csv { get; } = OptionSpec.Switch("csv", "comma-separated values, a row a line");

    public static OptionSpec Hex { get; } = OptionSpec.Switch("hex", "a hex dump of the view's bytes");

    public static OptionSpec Everything { get; } = OptionSpec.Switch("all", "every element, on a terminal too");

    public static IReadOnlyList<OptionSpec> All { get; } = [Csv, Hex, Everything, .. CommonOptions.All];
}

/// <summary>A request of <c>show</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="Form">How it is printed; <see langword="null"/> for what fits: a hex dump of an untyped raw file, else a list.</param>
/// <param name="All">Whether nothing is summarised.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record ShowRequest(string Path, string View, ExportFormat? Form, bool All, CommonSettings Settings);

/// <summary>Prints values.</summary>
internal sealed class ShowVerb : Verb<ShowRequest>
{
    /// <inheritdoc/>
    public override string Name => "show";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW] [--json | --csv | --hex] [--all]";

    /// <inheritdoc/>
    public override string Summary => "values as text: a list as Python prints it, JSON, CSV or a hex dump";

    /// <inheritdoc/>
    public override string Details =>
        "A raw file without a VIEW is shown as a hex dump, anything else as Python prints a list:\n" +
        "summarised on a terminal where there are more than 1000 elements, whole with --all or\n" +
        "into a pipe. --json is memoryview's tolist.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool show numbers.bin 'h[1:4]'\n" +
        "mmaptool show data.npy '[:, 0]' --csv\n" +
        "mmaptool show disk.img '[0x1be:+64]' --hex";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => ShowOptions.All;

    /// <inheritdoc/>
    public override ShowRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        ExportFormat? form = (options.Has(CommonOptions.Json), options.Has(ShowOptions.Csv), options.Has(ShowOptions.Hex)) switch
        {
            (false, false, false) => insideRun ? ExportFormat.Json : null,
            (true, false, false) => ExportFormat.Json,
            (false, true, false) => ExportFormat.Csv,
            (false, false, true) => ExportFormat.Hex,
            (true, true, _) => throw OptionSpec.Exclusive(CommonOptions.Json, ShowOptions.Csv),
            (true, _, true) => throw OptionSpec.Exclusive(CommonOptions.Json, ShowOptions.Hex),
            _ => throw OptionSpec.Exclusive(ShowOptions.Csv, ShowOptions.Hex),
        };
        if (insideRun && form != ExportFormat.Json)
        {
            throw new UsageException($"inside run every result is JSON: leave --{(form == ExportFormat.Csv ? ShowOptions.Csv : ShowOptions.Hex).Name} out");
        }

        return new ShowRequest(path, view, form, options.Has(ShowOptions.Everything), CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(ShowRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings);
        MemoryView view = file.View(request.View, request.Settings.Names);
        Streams streams = invocation.Streams;
        ExportFormat form = request.Form
            ?? (request.View.Length == 0 && file.Container.IsPlainBytes ? ExportFormat.Hex : ExportFormat.Text);
        ExportOptions style = new()
        {
            Width = form == ExportFormat.Text && streams.OutputIsTerminal ? streams.Columns() : 80,
            Summarize = streams.OutputIsTerminal && !request.All,
            FinalNewline = true,
        };
        using Progress? progress = Progress.For(streams, request.Settings, Name, view.Stored().ByteLength, invocation.InsideRun);
        ExportPipe.Write(invocation.Output, view, form, style, invocation.Limits(request.Settings, progress));
        return ExitStatus.Done;
    }
}
