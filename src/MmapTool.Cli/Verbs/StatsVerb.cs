using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>stats</c>.</summary>
internal static class StatsOptions
{
    public static OptionSpec Axis { get; } =
        new("axis", OptionKind.Count, "N", "along this axis, for every index of the others; -1 is the last") { Minimum = -Layout.MaximumRank, Maximum = Layout.MaximumRank - 1 };

    public static OptionSpec Histogram { get; } =
        new("histogram", OptionKind.Count, "BINS", "also count the elements in so many bins of equal width") { Minimum = 1, Maximum = ViewStatistics.MaximumBins };

    public static IReadOnlyList<OptionSpec> All { get; } = [Axis, Histogram, .. CommonOptions.All];
}

/// <summary>A request of <c>stats</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view; empty for the container's own.</param>
/// <param name="Axis">The axis; <see langword="null"/> for all elements together.</param>
/// <param name="Bins">The bins of the histogram; 0 for none.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record StatsRequest(string Path, string View, long? Axis, int Bins, CommonSettings Settings);

/// <summary>Says what the numbers of a view come to.</summary>
internal sealed class StatsVerb : Verb<StatsRequest>
{
    /// <inheritdoc/>
    public override string Name => "stats";

    /// <inheritdoc/>
    public override string Usage => "FILE [VIEW] [--axis N] [--histogram BINS]";

    /// <inheritdoc/>
    public override string Summary => "count, min, max, mean, std, sum, NaN and infinity counts, histogram, along an axis";

    /// <inheritdoc/>
    public override string Details =>
        "count is all elements; the others are of those that are not NaN (as NumPy's nanmin and\n" +
        "nanmean), and none or null where there are none; infinities count as IEEE 754 has it. std\n" +
        "is that of the population (ddof 0). Integers and booleans are summed exactly, floats in\n" +
        "f8: the same to the last bit for any --threads and --memory. Complex numbers are ordered\n" +
        "by real part, then imaginary part, and are NaN if either part is. --histogram has bins\n" +
        "from min to max of what is finite, each without its upper edge but for the last\n" +
        "(numpy.histogram), and says how many it leaves out. m8 counts as integers of its unit, M8 has\n" +
        "count, min and max alone; NaT is NaN.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool stats weights.npy\n" +
        "mmaptool stats data.npy '[:1000]' --axis 0 --json\n" +
        "mmaptool stats image.raw --histogram 16";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => StatsOptions.All;

    /// <inheritdoc/>
    public override StatsRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        string view = list.Optional() ?? "";
        list.End();
        if (options.Has(StatsOptions.Axis) && options.Has(StatsOptions.Histogram))
        {
            throw OptionSpec.Exclusive(StatsOptions.Axis, StatsOptions.Histogram);
        }

        return new StatsRequest(
            path,
            view,
            options.Integer(StatsOptions.Axis),
            (int)(options.Integer(StatsOptions.Histogram) ?? 0),
            CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(StatsRequest request, Invocation invocation)
    {
        DataFile file = invocation.Open(request.Path, request.Settings);
        MemoryView view = file.View(request.View, request.Settings.Names).Decoded();

        // A histogram reads the view twice.
        long total = view.Layout.ByteLength * (request.Bins > 0 ? 2 : 1);
        using Progress? progress = Progress.For(invocation.Streams, request.Settings, Name, total, invocation.InsideRun);
        WorkLimits limits = invocation.Limits(request.Settings, progress);
        bool color = Colors.IsOn(invocation.Streams, request.Settings);
        if (request.Axis is { } axis)
        {
            using AxisStatistics results = ViewStatistics.Along(view, axis, limits);
            progress?.Dispose();
            AxisReport report = new(results, view.Shape[(int)(axis < 0 ? axis + view.Rank : axis)]);
            report.Print(request.Settings.Json, color, invocation.Output, invocation.Cancellation);
            return ExitStatus.Done;
        }

        (StatisticsResult statistics, Histogram? histogram) = request.Bins == 0 ? (ViewStatistics.Of(view, limits), null) : ViewStatistics.WithHistogram(view, request.Bins, limits);
        progress?.Dispose();
        new StatisticsReport(statistics, histogram).Print(request.Settings.Json, color, invocation.Output);
        return ExitStatus.Done;
    }
}
