using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>How many segments of a scan, from a given one on, lie in one hole of the file. Asked by one thread at a time, forwards.</summary>
/// <param name="file">The file.</param>
/// <param name="layout">The elements, in the order of the scan.</param>
/// <param name="shape">How they are cut.</param>
internal sealed class HoleSegments(MappedFile file, Layout layout, ScanShape shape)
{
    private readonly LayoutHoles holes = new(layout, file.Length, file.NextHole);

    /// <summary>The most consecutive whole segments from this one on of which every byte, those they look ahead at too, lies in one hole.</summary>
    /// <param name="segment">The first.</param>
    public long From(long segment) => holes.From(segment * shape.SegmentElements, shape.SegmentElements, shape.Lookahead);
}
