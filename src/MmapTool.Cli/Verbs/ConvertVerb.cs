using CommandLine;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Cli.Seams;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>convert</c> as they were written.</summary>
internal sealed class ConvertOptions : WritingOptions
{
    /// <summary>What the help and the first stage of parsing know of them.</summary>
    public static new OptionSpec[] Specs =>
    [
        new("to", "DTYPE", "the same type in the other byte order, such as >u2"),
        new("in-place", null, "change the file itself"),
        .. WritingOptions.Specs,
    ];

    [Option("to")]
    public string? To { get; set => field = OptionBinder.Unmark(value); }

    [Option("in-place")]
    public bool InPlace { get; set; }
}

/// <summary>What <c>convert</c> is to do.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view.</param>
/// <param name="To">The type it gets.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The options of every verb that writes.</param>
internal sealed record ConvertRequest(string Path, ViewExpression View, ElementType To, CommonSettings Settings, WriteSettings Write);

/// <summary>Changes the byte order of values in place.</summary>
internal sealed class ConvertVerb : Verb<ConvertOptions, ConvertRequest>
{
    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW] --to DTYPE --in-place";

    /// <inheritdoc/>
    public override string Summary => "changes the byte order of values, in place";

    /// <inheritdoc/>
    public override string Details =>
        "The VIEW has the type that the values are in now, DTYPE is the same in the other byte order:\n" +
        "numbers of any size, and records, field by field. The work goes in chunks, each of which is\n" +
        "journaled: stopped anywhere, 'recover' finishes it or takes it back, and no value is swapped\n" +
        "twice. Only raw files: a container's header would go on telling the old order.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool convert samples.bin '<u2' --to '>u2' --in-place\n" +
        "mmaptool convert log.bin '{t:<u8,v:<f4}' --to '{t:>u8,v:>f4}' --in-place";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => ConvertOptions.Specs;

    /// <inheritdoc/>
    public override ConvertRequest Validate(ConvertOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string? view = list.Optional();
        list.End();
        if (!options.InPlace)
        {
            throw new UsageException("convert changes the file itself, and --in-place says that this is meant; 'extract -o OUT' writes values elsewhere");
        }

        string to = options.To ?? throw new UsageException("convert needs to know what to: --to DTYPE, such as --to '>u2'");
        return new(path, ViewExpression.Parse(view ?? ""), ElementTypeNotation.Parse(to), CommonSettings.From(options, insideRun), WriteSettings.From(options));
    }

    /// <inheritdoc/>
    public override int Execute(ConvertRequest request, Invocation invocation)
    {
        invocation.File = request.Path;
        invocation.Files.Drop();
        using LateProgress progress = new(invocation, request.Settings, Name);
        ConversionJob job = new(request.Path, request.View, request.To, request.Settings, request.Write, progress.Start, invocation.Cancellation);
        ChangeReport report = invocation.Library.Convert(job);
        progress.Dispose();
        ChangeSummary.Print(report, null, request.Path, request.Settings, request.Write, invocation);
        return ExitStatus.Done;
    }
}
