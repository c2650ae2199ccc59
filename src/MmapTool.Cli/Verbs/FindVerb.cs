using System.Globalization;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Search;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>find</c>.</summary>
internal static class FindOptions
{
    public static OptionSpec In { get; } = new("in", OptionKind.View, "VIEW", "the view to search (the container's own)");

    public static OptionSpec Count { get; } = OptionSpec.Switch("count", "print the number of matches only");

    public static OptionSpec Limit { get; } = new("limit", OptionKind.Count, "N", "stop at the first N matches") { Minimum = 1 };

    public static IReadOnlyList<OptionSpec> All { get; } = [In, Count, Limit, .. CommonOptions.All];
}

/// <summary>A request of <c>find</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Pattern">The pattern to find.</param>
/// <param name="View">Where; empty for the container's own view.</param>
/// <param name="CountOnly">Whether the number of matches is all that is printed.</param>
/// <param name="Limit">The number of matches after which it stops.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record FindRequest(string Path, Pattern Pattern, string View, bool CountOnly, long Limit, CommonSettings Settings);

/// <summary>Finds bytes, text and values.</summary>
internal sealed class FindVerb : Verb<FindRequest>
{
    /// <inheritdoc/>
    public override string Name => "find";

    /// <inheritdoc/>
    public override string Usage => "FILE PATTERN [--in VIEW] [--count] [--limit N]";

    /// <inheritdoc/>
    public override string Summary => "where bytes, text or values are; exit status 1 where they are nowhere";

    /// <inheritdoc/>
    public override string Details =>
        "A PATTERN is bytes x\"de ad ?? e?\", where ? is any digit; text \"...\" in UTF-8; or a value of\n" +
        "the view's type: a number, true, false, a complex [re,im], a record {...}, or an array of\n" +
        "values for a run of elements. In a view of floats \"NaN\", \"Infinity\" and \"-Infinity\" are values,\n" +
        "of dates \"2026-01-02\" and NaT; of U text is found at its characters.\n" +
        "\n" +
        "Bytes and text are found at any byte of the view's elements, values at whole elements; both in\n" +
        "C order, so that in a strided or transposed view neighbours need not be neighbours in the file.\n" +
        "Floats are equal by value: 0 finds -0, NaN any NaN, and 0.1 what prints as 0.1. A value that the\n" +
        "type can't hold is an error. Matches may overlap; each is printed as it is found: the offset in\n" +
        "the file, in decimal and hexadecimal, and the index of the element in which it begins.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool find disk.img 'x\"55 aa\"' --limit 1\n" +
        "mmaptool find firmware.bin '\"Linux version\"'\n" +
        "mmaptool find data.npy '\"NaN\"' --count\n" +
        "mmaptool find big.bin '[1, 2, 3]' --in '>u4(-1,4).T' --json";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => FindOptions.All;

    /// <inheritdoc/>
    public override FindRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string pattern = list.Required("PATTERN");
        list.End();
        long limit = options.Integer(FindOptions.Limit) ?? long.MaxValue;
        return new FindRequest(path, Pattern.Parse(pattern), options.Text(FindOptions.In) ?? "", options.Has(FindOptions.Count), limit, CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(FindRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings);
        MemoryView view = file.View(request.View, request.Settings.Names);
        long count;
        using (Progress? progress = Progress.For(invocation.Streams, request.Settings, Name, view.Layout.ByteLength, invocation.InsideRun))
        {
            WorkLimits limits = invocation.Limits(request.Settings, progress);
            count = request.CountOnly ? Count(view, request, limits, invocation) : Print(view, request, limits, invocation);
        }

        return count > 0 ? ExitStatus.Done : ExitStatus.No;
    }

    private static long Count(MemoryView view, FindRequest request, WorkLimits limits, Invocation invocation)
    {
        long count = ViewSearch.Count(view, request.Pattern, request.Limit, limits);
        string text = count.ToString(CultureInfo.InvariantCulture);
        TextOutput output = new(invocation.Output);
        output.Line(request.Settings.Json ? $"{{{JsonAnswer.Schema},\"count\":{text}}}" : text).Flush();
        return count;
    }

    // Their number is known when all have been printed, so it comes last in the document.
    private static long Print(MemoryView view, FindRequest request, WorkLimits limits, Invocation invocation)
    {
        bool json = request.Settings.Json;
        TextOutput output = new(invocation.Output);
        MatchLines lines = new(output, view.Layout, json);
        if (json)
        {
            output.Write($"{{{JsonAnswer.Schema},\"matches\":[");
        }

        long count = ViewSearch.Find(view, request.Pattern, lines.Write, request.Limit, limits);
        if (json)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"],\"count\":{count}}}"));
        }

        output.Flush();
        return count;
    }
}
