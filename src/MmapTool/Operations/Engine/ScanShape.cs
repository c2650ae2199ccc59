namespace MmapTool.Operations.Engine;

/// <summary>
/// The division of a view's elements into segments, each for one thread, and of segments into blocks. It depends on the view alone, never
/// on threads, memory or the way of reading. So results do not depend on these either.
/// </summary>
/// <param name="SegmentElements">Elements of a segment; the last one may have fewer.</param>
/// <param name="BlockElements">Elements of a block, at least one; the last one of a segment may have fewer.</param>
/// <param name="Lookahead">The number of elements behind a block that the scan gets as well, as far as the view has them.</param>
internal readonly record struct ScanShape(long SegmentElements, int BlockElements, int Lookahead = 0)
{
    /// <summary>Segments of 4 MiB, blocks of 256 KiB, or one element where that is larger.</summary>
    public static ScanShape Of(int itemSize, int lookahead = 0)
    {
        int block = Math.Max(1, (256 << 10) / Math.Max(1, itemSize));
        return new(16L * block, block, lookahead);
    }

    /// <summary>The same, unless the limits name other sizes.</summary>
    internal static ScanShape Of(int itemSize, WorkLimits limits)
    {
        ScanShape usual = Of(itemSize);
        int block = limits.BlockBytes > 0 ? Math.Max(1, limits.BlockBytes / Math.Max(1, itemSize)) : usual.BlockElements;
        long segment = limits.SegmentBytes > 0 ? limits.SegmentBytes / Math.Max(1, itemSize) : 16L * block;
        return new(Math.Max(1, segment / block) * block, block);
    }
}
