namespace MmapTool.Operations.Statistics;

/// <summary>The results of segments of zeros of a pass along an axis, without walking them: a chunk of zeros is measured once.</summary>
/// <param name="pass">The pass.</param>
/// <param name="shape">How it is cut.</param>
/// <param name="measure">Measures a chunk.</param>
internal sealed class AxisZeros<TMoments, TMeasure>(AxisPass pass, AxisShape shape, TMeasure measure)
    where TMoments : struct, IMergeableStatistics<TMoments>
    where TMeasure : struct, IMeasure<TMoments>
{
    private readonly long segmentElements = shape.Scan.SegmentElements;
    private readonly long groupElements = pass.Length * pass.Width;
    private readonly long chunkElements = shape.ChunkRows * pass.Width;
    private readonly long chunks = (pass.Length + shape.ChunkRows - 1) / shape.ChunkRows;
    private readonly Lazy<TMoments> whole = new(() => Zeros(measure, shape.ChunkRows, pass.Layout.ItemSize));

    // The last chunk of a group.
    private readonly Lazy<TMoments> last = new(() => Zeros(measure, pass.Length - ((pass.Length - 1) / shape.ChunkRows * shape.ChunkRows), pass.Layout.ItemSize));

    /// <summary>How many segments from one on lie inside a group: neither its first chunk begins in them nor its last.</summary>
    public long SegmentsInsideGroup(long segment)
    {
        long start = segment * segmentElements;
        long group = start / groupElements * groupElements;
        return start == group ? 0 : Math.Max(0, (group + ((chunks - 1) * chunkElements) - start) / segmentElements);
    }

    /// <summary>Merges such segments into what is known of the columns, exactly as one after the other.</summary>
    public void Merge(long segment, long count, Span<TMoments> columns)
    {
        long first = ChunksBefore(segment);
        long all = ChunksBefore(segment + count) - first;
        List<int> rest = [];
        for (int column = 0; column < columns.Length; column++)
        {
            if (!columns[column].TryMergeZeros(whole.Value, all))
            {
                rest.Add(column);
            }
        }

        // A segment's chunks are put together before they are added to what came before.
        for (long index = 1; index <= count && rest.Count > 0; index++)
        {
            long end = ChunksBefore(segment + index);
            if (end > first)
            {
                TMoments zeros = default;
                _ = zeros.TryMergeZeros(whole.Value, end - first);
                foreach (int column in rest)
                {
                    columns[column].Merge(zeros);
                }
            }

            first = end;
        }
    }

    /// <summary>A segment of zeros, wherever it lies.</summary>
    public AxisSegment<TMoments> Segment(long segment)
    {
        AxisSegment<TMoments> partial = new(pass.Width);
        long start = segment * segmentElements;
        (long group, long within) = Math.DivRem(start, groupElements);
        long chunk = (within + chunkElements - 1) / chunkElements;
        while (true)
        {
            if (chunk >= chunks)
            {
                (group, chunk) = (group + 1, 0);
            }

            if ((group * groupElements) + (chunk * chunkElements) >= start + segmentElements)
            {
                return partial;
            }

            partial.Begin(chunk == 0);
            TMoments zeros = (chunk == chunks - 1 ? last : whole).Value;
            foreach (ref TMoments column in partial.Current.AsSpan())
            {
                column.Merge(zeros);
            }

            chunk++;
            if (chunk == chunks)
            {
                partial.End(group, measure.Bias);
            }
        }
    }

    // Chunks of the segment's group that begin before it.
    private long ChunksBefore(long segment)
    {
        long within = (segment * segmentElements) % groupElements;
        return (within + chunkElements - 1) / chunkElements;
    }

    private static TMoments Zeros(TMeasure measure, long count, int itemSize) => measure.Measure(new byte[count * itemSize], new StatisticsScratch());
}
