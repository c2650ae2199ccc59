using System.IO.Pipelines;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Views;

namespace MmapTool;

/// <summary>
/// The work that is done through a whole view, in bounded memory whatever the view's size. <see cref="WorkLimits"/> says how many threads and how much memory may
/// be used, and holds progress and cancellation; left out, the usual limits apply.
/// </summary>
public static class ViewOperations
{
    /// <summary>Count, minimum, maximum, mean, standard deviation and sum of all elements that are not NaN.</summary>
    /// <exception cref="ViewException">The view is not one of numbers.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static StatisticsResult Statistics(this MemoryView view, WorkLimits? limits = null) => ViewStatistics.Of(view, limits ?? WorkLimits.Default);

    /// <summary>The same along an axis: of the elements that differ in its index alone, for every other index.</summary>
    /// <param name="view">A view of numbers.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="limits">The limits. A result beyond a quarter of the memory is kept in a temporary file until it is disposed.</param>
    /// <exception cref="ViewException">The view is not one of numbers, or has no such axis.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static AxisStatistics StatisticsAlong(this MemoryView view, long axis, WorkLimits? limits = null) => ViewStatistics.Along(view, axis, limits ?? WorkLimits.Default);

    /// <summary>The statistics, and the counts of elements in bins of equal width.</summary>
    /// <param name="view">A view of numbers that are not complex.</param>
    /// <param name="bins">The number of bins, 1 to <see cref="ViewStatistics.MaximumBins"/>.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="ViewException">The view is not one of such numbers, or the bins are too many.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static (StatisticsResult Statistics, Histogram Histogram) StatisticsWithHistogram(this MemoryView view, int bins, WorkLimits? limits = null) =>
        ViewStatistics.WithHistogram(view, bins, limits ?? WorkLimits.Default);

    /// <summary>Finds a pattern, such as <c>x"de ad ?? ef"</c>, <c>"text"</c> or <c>[1, 2]</c>.</summary>
    /// <param name="view">The view.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="handler">Given the numbers of the elements, in C order, at which matches begin.</param>
    /// <param name="most">The most matches that are given.</param>
    /// <param name="limits">The limits.</param>
    /// <returns>The number of matches that were given.</returns>
    /// <exception cref="ViewException">The pattern is none of the view's type.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static long Find(this MemoryView view, Pattern pattern, MatchHandler handler, long most = long.MaxValue, WorkLimits? limits = null) =>
        ViewSearch.Find(view, pattern, handler, most, limits);

    /// <summary>Counts the matches of a pattern.</summary>
    /// <returns>Their number, at most <paramref name="most"/>.</returns>
    /// <inheritdoc cref="Find"/>
    public static long CountMatches(this MemoryView view, Pattern pattern, long most = long.MaxValue, WorkLimits? limits = null) =>
        ViewSearch.Count(view, pattern, most, limits);

    /// <summary>The digest of the view's bytes in C order.</summary>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static byte[] Hash(this MemoryView view, DigestAlgorithm algorithm = DigestAlgorithm.Sha256, WorkLimits? limits = null) => ViewDigest.Of(view, algorithm, limits);

    /// <summary>Writes the view to a stream, in any format that it can be written in.</summary>
    /// <param name="view">The view.</param>
    /// <param name="output">The stream; it is not closed.</param>
    /// <param name="format">The format.</param>
    /// <param name="options">The options of the format; the defaults if left out.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="ViewException">The view has no sensible form in this format.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static void WriteTo(this MemoryView view, Stream output, ExportFormat format = ExportFormat.Bytes, ExportOptions? options = null, WorkLimits? limits = null) =>
        ViewExport.Write(view, format, output, options, limits);

    /// <summary>Writes the view to a pipe, and flushes about every MiB.</summary>
    /// <returns>Whether the reader could get the whole view; false if it completed before the last flush ended.</returns>
    /// <inheritdoc cref="WriteTo"/>
    public static ValueTask<bool> WriteToAsync(this MemoryView view, PipeWriter output, ExportFormat format = ExportFormat.Bytes, ExportOptions? options = null, WorkLimits? limits = null) =>
        ViewExport.WriteAsync(view, format, output, options, limits);

    /// <summary>The view as text of a few lines: a long one is summarised, so that a view of any size is shown in a moment.</summary>
    /// <param name="view">The view.</param>
    /// <param name="width">Columns of a line.</param>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static string ToText(this MemoryView view, int width = 80) => ViewExport.ToText(view, width);
}
