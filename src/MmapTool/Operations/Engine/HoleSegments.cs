using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>How many segments of a scan, from a given one on, lie in one hole of the file. Asked by one thread at a time, forwards.</summary>
internal sealed class HoleSegments
{
    private readonly Layout layout;
    private readonly ScanShape shape;
    private readonly LayoutHoles holes;
    private readonly Action<long> ensureReaches;

    private HoleSegments(Layout layout, ScanShape shape, LayoutHoles holes, Action<long> ensureReaches) =>
        (this.layout, this.shape, this.holes, this.ensureReaches) = (layout, shape, holes, ensureReaches);

    /// <summary>Those of a view of a file, or of one whose elements are decoded; null for other memory.</summary>
    /// <param name="view">The elements, in the order of the scan.</param>
    /// <param name="shape">How they are cut.</param>
    public static HoleSegments? Of(MemoryView view, ScanShape shape) => view.Source switch
    {
        MappedFile file => new(view.Layout, shape, new(view.Layout, file.Length, file.NextHole), file.EnsureReaches),
        DecodedSource { View.Source: MappedFile } source => Of(view.Layout, shape, source.Length, new(source)),
        _ => null,
    };

    /// <summary>Refuses segments that the file has lost since they were seen in a hole.</summary>
    /// <param name="segment">The first of them.</param>
    /// <param name="count">How many: whole ones.</param>
    /// <exception cref="MappedFileException">The file was cut.</exception>
    public void EnsureReaches(long segment, long count) =>
        ensureReaches(layout.Extent(segment * shape.SegmentElements, count * shape.SegmentElements).Upper);

    private static HoleSegments Of(Layout layout, ScanShape shape, long length, DecodedHoles decoded) =>
        new(layout, shape, new(layout, length, decoded.Next), decoded.EnsureReaches);

    /// <summary>Whether a view has holes of its file among its bytes.</summary>
    public static bool AreIn(MemoryView view) => view.Source switch
    {
        MappedFile file => view.Count > 0 && view.Layout.Start < file.Length && file.NextHole(view.Layout.Start).Start < view.Layout.End,
        DecodedSource source => AreIn(source.View),
        _ => false,
    };

    /// <summary>The most consecutive whole segments from this one on of which every byte, those they look ahead at too, lies in one hole.</summary>
    /// <param name="segment">The first.</param>
    public long From(long segment) => holes.From(segment * shape.SegmentElements, shape.SegmentElements, shape.Lookahead);
}
