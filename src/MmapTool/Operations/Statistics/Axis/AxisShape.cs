using MmapTool.Elements;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Statistics;

/// <summary>How the rows of a pass are cut into chunks, and those put into blocks and segments. It depends on the pass alone.</summary>
/// <param name="ChunkRows">Rows of a chunk, all columns wide; the last chunk of a group may have fewer.</param>
/// <param name="Scan">For the engine. Where chunks do not fill blocks, a block looks ahead far enough to finish the last one it begins.</param>
internal readonly record struct AxisShape(long ChunkRows, ScanShape Scan)
{
    // A chunk of columns is read from the second-level cache several times.
    private const int ColumnChunkBytes = 256 << 10;
    private const int BlockBytes = 256 << 10;
    private const int SegmentBytes = 4 << 20;

    // Results are kept by segment until they are joined.
    private const int SegmentResults = 2 << 10;

    /// <summary>That of a pass; the limits may name other sizes of blocks and segments.</summary>
    public static AxisShape Of(AxisPass pass, WorkLimits limits)
    {
        (int columnChunk, int blockBytes, long segmentBytes) = (limits.BlockOr(ColumnChunkBytes), limits.BlockOr(BlockBytes), limits.SegmentOr(SegmentBytes));
        ElementType type = pass.Layout.ElementType;
        int most = ElementLoader.ChunkElements(type);
        long rows = pass.Width == 1 && limits.BlockBytes == 0 ? most : Math.Clamp(columnChunk / ((long)pass.Width * type.ItemSize), limits.BlockBytes > 0 ? 1 : 16, most);
        long chunkRows = Math.Min(pass.Length, rows);

        // A divisor, if there is one about as large: then chunks fill blocks.
        for (long divisor = rows; divisor >= rows / 2 && divisor > 0 && pass.Length > rows; divisor--)
        {
            if (pass.Length % divisor == 0)
            {
                chunkRows = divisor;
                break;
            }
        }

        // Both factors are small: a chunk has a few hundred thousand bytes at most.
        long results = SegmentResults * Math.Min(pass.Length, SegmentBytes);
        int chunk = (int)(chunkRows * pass.Width);
        bool fills = pass.Length % chunkRows == 0;
        int block = chunk * Math.Max(fills ? 1 : 4, (int)(Math.Min(blockBytes / type.ItemSize, results) / chunk));
        long segment = Math.Min(segmentBytes / type.ItemSize, results);
        return new(chunkRows, new(Math.Max(1, segment / block) * block, block, fills ? 0 : chunk - 1));
    }
}
