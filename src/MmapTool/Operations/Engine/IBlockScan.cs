namespace MmapTool.Operations.Engine;

/// <summary>The work on the blocks of a view. A struct, so that its calls are compiled in.</summary>
/// <typeparam name="TPartial">The result of one segment.</typeparam>
internal interface IBlockScan<TPartial>
{
    /// <summary>Starts a segment. Called from any thread.</summary>
    /// <param name="segment">Its number.</param>
    TPartial Begin(long segment);

    /// <summary>Takes the next block of a segment, in order. Segments are worked on at once, by several threads.</summary>
    void Take(ref TPartial partial, ScanBlock block);

    /// <summary>Takes a finished segment: one at a time, in order of their numbers.</summary>
    /// <returns>Whether to go on; where not, what other threads have done is dropped.</returns>
    bool Join(long segment, TPartial partial);

    /// <summary>Whether the result of one segment of zeros gives that of any number of them, so that a hole of a file need not be walked.</summary>
    bool FoldsZeros => false;

    /// <summary>Starts a segment of zeros that stands for many. Called from any thread.</summary>
    /// <param name="segment">The number of the first of them.</param>
    TPartial BeginZeros(long segment) => Begin(segment);

    /// <summary>Takes consecutive segments of zeros, exactly as <see cref="Join"/> would take one after the other. In turn with that.</summary>
    /// <param name="segment">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="zeros">One of them. It is given again with the next ones of the same hole.</param>
    /// <returns>Whether to go on.</returns>
    bool JoinZeros(long segment, long count, TPartial zeros) => throw new NotSupportedException("zeros are walked like other elements");
}
