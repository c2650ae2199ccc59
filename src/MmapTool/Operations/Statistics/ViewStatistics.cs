using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// Statistics of views of numbers and of times, of any size and layout, in bounded memory. Results are the same to the last bit whatever the number of
/// threads, the memory and the way of reading.
/// </summary>
public static class ViewStatistics
{
    /// <summary>The most bins of a histogram.</summary>
    public const int MaximumBins = 100_000;

    /// <summary>The statistics of all elements.</summary>
    /// <param name="view">A view of numbers.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="ViewException">The elements are no numbers.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static StatisticsResult Of(MemoryView view, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(limits);
        view = view.Decoded();
        EnsureNumbers(view.ElementType);
        return Whole(view, limits).Cell.ToResult(view.ElementType);
    }

    /// <summary>The statistics along an axis: of the elements that differ in its index alone, for every other index.</summary>
    /// <param name="view">A view of numbers.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="limits">Memory, threads, progress and cancellation. A result beyond a quarter of the memory is kept in a temporary file.</param>
    /// <returns>The results, to be disposed.</returns>
    /// <exception cref="ViewException">The elements are no numbers, or there is no such axis.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="IOException">The temporary file can't be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static AxisStatistics Along(MemoryView view, long axis, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(view);
        view = view.Decoded();
        EnsureNumbers(view.ElementType);
        if (axis < -view.Rank || axis >= view.Rank)
        {
            throw new ViewException(view.Rank == 0
                ? $"axis {axis} is out of bounds: a view of 0 dimensions has no axis"
                : $"axis {axis} is out of bounds for a view of {view.Rank} dimensions; it may be from {-view.Rank} to {view.Rank - 1}");
        }

        return AxisReduction.Run(view, (int)(axis < 0 ? axis + view.Rank : axis), limits);
    }

    /// <summary>
    /// The statistics of all elements, and their histogram. Bins have equal width between the least and the greatest finite element. Each has its lower
    /// edge and not its upper one, but for the last (<c>numpy.histogram</c>).
    /// </summary>
    /// <param name="view">A view of numbers that are not complex.</param>
    /// <param name="bins">The number of bins, 1 to <see cref="MaximumBins"/>.</param>
    /// <param name="limits">Memory, threads, progress and cancellation. Progress counts the bytes of the view twice, because they are read twice.</param>
    /// <exception cref="ViewException">The elements are no numbers, or complex.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (StatisticsResult Statistics, Histogram Histogram) WithHistogram(MemoryView view, int bins, WorkLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaximumBins);
        EnsureNumbers(view.Decoded().ElementType);
        if (view.ElementType.IsTime)
        {
            throw new ViewException($"a histogram has bins of numbers, and {view.ElementType} are times; cast them to their counts, .view(i8)");
        }

        if (view.ElementType.PartType is { } part)
        {
            throw new ViewException($"a histogram needs numbers in a row, and {view.ElementType} is complex; cast to its parts, such as .view({(part.Kind == ElementKind.Float ? 'f' : 'i')}{part.ItemSize})");
        }

        view = view.Decoded();

        (StatisticsCell cell, FiniteRange range) = Whole(view, limits);
        Histogram histogram = HistogramCount.Run(view, range, cell.NaN + cell.Inf, bins, limits with { Progress = StageProgress.Of(limits.Progress, view.ByteLength) });
        return (cell.ToResult(view.ElementType), histogram);
    }

    private static (StatisticsCell Cell, FiniteRange Range) Whole(MemoryView view, WorkLimits limits)
    {
        ElementType type = view.ElementType;
        switch (type.Kind)
        {
            case ElementKind.Boolean or ElementKind.SignedInteger or ElementKind.UnsignedInteger:
                return Run<IntegerMoments, IntegerMeasure>(new(type), view, limits);
            case ElementKind.DateTime or ElementKind.TimeDelta:
                return Run<IntegerMoments, TimeMeasure>(new(type), view, limits);
            case ElementKind.Complex:
                return Run<ComplexMoments, ComplexMeasure>(new(type), view, limits);
            default:
                return Run<FloatMoments, FloatMeasure>(new(type), view, limits);
        }
    }

    private static (StatisticsCell Cell, FiniteRange Range) Run<TMoments, TMeasure>(TMeasure measure, MemoryView view, WorkLimits limits)
        where TMoments : struct, IMergeableStatistics<TMoments>
        where TMeasure : struct, IMeasure<TMoments>
    {
        MomentsScan<TMoments, TMeasure> scan = new(view.ElementType, measure);
        ViewScan.Run<MomentsScan<TMoments, TMeasure>, TMoments>(
            view, ScanOrder.Memory, ScanShape.Of(view.ItemSize, limits), ref scan, limits);
        return (scan.Finish(), scan.Range());
    }

    private static void EnsureNumbers(ElementType type)
    {
        if (HasStatistics(type))
        {
            return;
        }

        string remedy = type.Kind == ElementKind.Record
            ? type.Fields.Any(field => HasStatistics(field.Type))
                ? $"choose a field of numbers: {string.Join(", ", type.Fields.Where(field => HasStatistics(field.Type)).Select(field => FieldStep(field.Name)))}"
                : "choose a field of numbers"
            : "cast its bytes to numbers, such as .view(u1)";
        throw new ViewException($"{Shortened(type)} has no statistics: it is no type of numbers; {remedy}");
    }

    private static bool HasStatistics(ElementType type) => type.IsNumeric || type.IsCoded || type.IsTime;

    private static string FieldStep(string name) => FieldNames.Write(name) == name ? "." + name : $"[{FieldNames.Quote(name)}]";

    private static string Shortened(ElementType type) => type.ToString() is { Length: > 60 } text ? text[..57] + "..." : type.ToString();
}
