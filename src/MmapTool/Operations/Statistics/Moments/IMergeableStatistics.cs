namespace MmapTool.Operations.Statistics;

/// <summary>Mergeable partial statistics of some elements, from which all statistics follow. The default is the moments of no elements.</summary>
internal interface IMergeableStatistics<TSelf>
    where TSelf : struct, IMergeableStatistics<TSelf>
{
    /// <summary>Takes in the moments of the elements that follow. The order of calls is part of a float's result, to the last bit.</summary>
    void Merge(in TSelf later);

    /// <summary>Takes in the moments of zeros many times, where that comes to the same however they are put together.</summary>
    /// <param name="zeros">The moments of some zeros.</param>
    /// <param name="times">How often they follow.</param>
    /// <returns>Whether it did; where not, nothing has happened, and they have to be merged one by one.</returns>
    bool TryMergeZeros(in TSelf zeros, long times);

    /// <summary>The statistics.</summary>
    /// <param name="bias">The number that was taken off every integer before it was squared; 0 for floats.</param>
    StatisticsCell Finish(Int128 bias);

    /// <summary>The least and the greatest finite element; none of complex numbers.</summary>
    FiniteRange Range();
}

/// <summary>The moments of packed elements.</summary>
internal interface IMeasure<TMoments>
    where TMoments : struct, IMergeableStatistics<TMoments>
{
    /// <summary>The number that is taken off every integer before it is squared, so that it has a sign bit to square with.</summary>
    Int128 Bias { get; }

    /// <summary>Measures as many elements as a chunk holds (<see cref="ElementLoader.ChunkElements"/>), or fewer.</summary>
    /// <param name="elements">Packed, in the byte order of their type.</param>
    /// <param name="scratch">Room for them in the machine's order.</param>
    TMoments Measure(ReadOnlySpan<byte> elements, StatisticsScratch scratch);

    /// <summary>Measures many columns at once, where that is faster than one after the other.</summary>
    /// <param name="elements">Packed rows of as many elements as there are <paramref name="columns"/>, in the byte order of their type.</param>
    /// <param name="columns">The moments of each column, which the rows are merged into.</param>
    /// <param name="scratch">Room for them in the machine's order.</param>
    /// <returns>Whether it did; where not, nothing has happened.</returns>
    bool TryMeasureColumns(ReadOnlySpan<byte> elements, Span<TMoments> columns, StatisticsScratch scratch);
}
