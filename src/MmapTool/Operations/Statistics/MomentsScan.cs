using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Statistics;

/// <summary>The moments of all elements of a view: chunk after chunk into those of a segment, and segment after segment into the whole.</summary>
internal struct MomentsScan<TMoments, TMeasure>(ElementType type, TMeasure measure) : IBlockScan<MomentsScan<TMoments, TMeasure>.Segment>
    where TMoments : struct, IMoments<TMoments>
    where TMeasure : struct, IMeasure<TMoments>
{
    private readonly int chunkBytes = ElementLoader.ChunkElements(type) * type.ItemSize;
    private TMoments moments = default;

    /// <summary>What the elements came to.</summary>
    public readonly StatisticsCell Finish() => moments.Finish(measure.Bias);

    /// <summary>The range of the finite ones.</summary>
    public readonly FiniteRange Range() => moments.Range();

    /// <inheritdoc/>
    public readonly Segment Begin(long segment) => new() { Scratch = new() };

    /// <inheritdoc/>
    public readonly void Take(ref Segment partial, ScanBlock block)
    {
        ReadOnlySpan<byte> elements = block.Elements[..(block.Count * type.ItemSize)];
        while (!elements.IsEmpty)
        {
            int length = Math.Min(chunkBytes, elements.Length);
            partial.Moments.Merge(measure.Measure(elements[..length], partial.Scratch));
            elements = elements[length..];
        }
    }

    /// <inheritdoc/>
    public bool Join(long segment, Segment partial)
    {
        moments.Merge(partial.Moments);
        return true;
    }

    /// <summary>A segment's.</summary>
    internal struct Segment
    {
        public TMoments Moments;
        public StatisticsScratch Scratch;
    }
}
