using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Search;

/// <summary>Takes matches, several at a time, in order.</summary>
/// <param name="positions">
/// Where they begin: the byte, counted over the view's elements packed in C order. <see cref="MatchPlaces"/> says where that is.
/// </param>
public delegate void MatchHandler(ReadOnlySpan<long> positions);

/// <summary>Finds bytes, text and values in a view of any size and layout.</summary>
/// <remarks>
/// Bytes and text are looked for at every byte of the view's elements in C order, packed. Of a view that is packed in C order those are the bytes of its
/// range. Of any other view a match may lie scattered in memory. Values are looked for at every element, a run of them in C order too, and so across the ends
/// of rows. Matches may overlap: all are found. Floats are equal by value: 0 is -0, and any NaN is any other; a number means the element nearest to it, as in
/// an edit.
/// </remarks>
public static class ViewSearch
{
    // A block as long as what is read at once: every block is read with some bytes of the next, which would else be read again and again.
    private const long SegmentBytes = 4 << 20;
    private const int BlockBytes = 256 << 10;

    /// <summary>Finds a pattern.</summary>
    /// <param name="view">Where.</param>
    /// <param name="pattern">The pattern to look for.</param>
    /// <param name="handler">Takes the matches in order, one call at a time, on any thread.</param>
    /// <param name="most">The most matches to find; the search stops there.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <returns>The number of matches found.</returns>
    /// <exception cref="ValueException">The pattern holds a value that does not fit the view's type, or is too long.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static long Find(MemoryView view, Pattern pattern, MatchHandler handler, long most = long.MaxValue, WorkLimits? limits = null) =>
        Run(Argument.NotNull(view), BitPattern.Of(Argument.NotNull(pattern), view.ElementType), Argument.NotNull(handler), most, limits ?? WorkLimits.Default);

    /// <summary>Counts the places where a pattern is.</summary>
    /// <param name="view">Where.</param>
    /// <param name="pattern">The pattern to look for.</param>
    /// <param name="most">The most matches to count; the search stops there.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="ValueException">The pattern holds a value that does not fit the view's type, or is too long.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static long Count(MemoryView view, Pattern pattern, long most = long.MaxValue, WorkLimits? limits = null) =>
        Run(Argument.NotNull(view), BitPattern.Of(pattern, view.ElementType), null, most, limits ?? WorkLimits.Default);

    private static long Run(MemoryView view, BitPattern pattern, MatchHandler? handler, long most, WorkLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (view.ByteLength < pattern.Length)
        {
            return 0;
        }

        if (pattern.Step > 1 && view.ElementType.IsCodedFloat)
        {
            // Equal numbers may have other bytes.
            view = new(new DecodedSource(view, isNormalized: true), Layout.Contiguous(view.ElementType, view.Shape), readOnly: true);
        }

        // For bytes, blocks can be cut anywhere, also within an element of many megabytes.
        bool asBytes = pattern.Step == 1 && view.IsCContiguous;
        MemoryView over = asBytes ? new(view.Source, Layout.Contiguous(ElementType.UInt8, [view.ByteLength], view.Layout.Offset)) : view;
        int item = over.ItemSize;

        // A block is at least as long as the pattern, so that looking ahead does not read everything many times.
        int block = (Math.Max(limits.BlockOr(BlockBytes), pattern.Length) + item - 1) / item;
        int lookahead = (pattern.Length - pattern.Step + item - 1) / item;
        long segment = Math.Max(limits.SegmentBytes > 0 ? block : 4L * block, limits.SegmentOr(SegmentBytes) / item / block * block);
        if (segment * item > int.MaxValue)
        {
            segment = block;
        }

        SearchScan scan = new(SearchFor(pattern), pattern, item, segment, most, handler);
        ViewScan.Run<SearchScan, MatchSet>(over, ScanOrder.C, new ScanShape(segment, block, lookahead), ref scan, limits);
        return scan.Count;
    }

    // The widest lane that fits into an element as often as there is room.
    private static ILaneSearch SearchFor(BitPattern pattern) => (pattern.Step & -pattern.Step) switch
    {
        1 => new LaneSearch<byte>(pattern),
        2 => new LaneSearch<ushort>(pattern),
        4 => new LaneSearch<uint>(pattern),
        _ => new LaneSearch<ulong>(pattern),
    };
}
