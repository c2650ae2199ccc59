using MmapTool.Layouts;

namespace MmapTool.Patching;

/// <summary>The bytes that a plan overwrites, as ranges whose old bytes are to be kept.</summary>
internal static class PlanRanges
{
    // Blocks closer than this are kept together: the bytes between them cost less than another entry.
    private const long MergedGap = 64;

    /// <summary>Neighbours in one range, each range once; what several steps write may come several times.</summary>
    public static IEnumerable<(long Offset, long Length)> Of(Plan plan) => Of(plan.ChangedRuns);

    /// <summary>As above, of some of its runs.</summary>
    public static IEnumerable<(long Offset, long Length)> Of(IEnumerable<StridedRun> runs)
    {
        (long start, long end) = (0, 0);
        foreach (StridedRun run in runs)
        {
            bool dense = Math.Abs(run.Stride) - run.BlockLength <= MergedGap;
            long reach = (run.Count - 1) * run.Stride;
            long blocks = dense ? 1 : run.Count;
            for (long index = 0; index < blocks; index++)
            {
                long from = dense ? run.Offset + Math.Min(0, reach) : run.Offset + (index * run.Stride);
                long to = dense ? run.Offset + Math.Max(0, reach) + run.BlockLength : from + run.BlockLength;
                if (end > start && from >= start && from - end <= MergedGap)
                {
                    end = Math.Max(end, to);
                    continue;
                }

                if (end > start)
                {
                    yield return (start, end - start);
                }

                (start, end) = (from, to);
            }
        }

        if (end > start)
        {
            yield return (start, end - start);
        }
    }
}
