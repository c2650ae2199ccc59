namespace MmapTool.Operations.Engine;

/// <summary>What is done with the blocks of a view. A struct, so that its calls are compiled in.</summary>
/// <typeparam name="TPartial">What is known of a segment.</typeparam>
public interface IBlockScan<TPartial>
{
    /// <summary>Starts a segment. Called from any thread.</summary>
    /// <param name="segment">Its number.</param>
    TPartial Begin(long segment);

    /// <summary>Takes the next block of a segment, in order. Segments are worked on at once, by several threads.</summary>
    void Take(ref TPartial partial, ScanBlock block);

    /// <summary>Takes a finished segment: one at a time, in order of their numbers.</summary>
    /// <returns>Whether to go on; where not, what other threads have done is dropped.</returns>
    bool Join(long segment, TPartial partial);
}
