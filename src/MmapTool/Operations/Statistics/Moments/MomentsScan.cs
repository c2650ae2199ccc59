using MmapTool.Elements;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Statistics;

/// <summary>The moments of all elements of a view: chunk after chunk into those of a segment, and segment after segment into the whole.</summary>
internal struct MomentsScan<TMoments, TMeasure>(ElementType type, TMeasure measure) : IBlockScan<TMoments>
    where TMoments : struct, IMergeableStatistics<TMoments>
    where TMeasure : struct, IMeasure<TMoments>
{
    private readonly int chunkBytes = ElementLoader.ChunkElements(type) * type.ItemSize;
    private readonly ScratchPool pool = new();
    private TMoments moments = default;

    /// <summary>The statistics of all elements.</summary>
    public readonly StatisticsCell Finish() => moments.Finish(measure.Bias);

    /// <summary>The range of the finite ones.</summary>
    public readonly FiniteRange Range() => moments.Range();

    /// <inheritdoc/>
    public readonly TMoments Begin(long segment) => default;

    /// <inheritdoc/>
    public readonly void Take(ref TMoments partial, ScanBlock block)
    {
        StatisticsScratch scratch = pool.Take();
        ReadOnlySpan<byte> elements = block.Elements[..(block.Count * type.ItemSize)];
        while (!elements.IsEmpty)
        {
            int length = Math.Min(chunkBytes, elements.Length);
            partial.Merge(measure.Measure(elements[..length], scratch));
            elements = elements[length..];
        }

        pool.Return(scratch);
    }

    /// <inheritdoc/>
    public bool Join(long segment, TMoments partial)
    {
        moments.Merge(partial);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool FoldsZeros => true;

    /// <inheritdoc/>
    public readonly TMoments BeginZeros(long segment) => default;

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, TMoments zeros)
    {
        // One after the other where another order of additions could round differently.
        for (; !moments.TryMergeZeros(zeros, count) && count > 0; count--)
        {
            moments.Merge(zeros);
        }

        return true;
    }
}
