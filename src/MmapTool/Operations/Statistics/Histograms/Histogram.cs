using System.Collections.Immutable;

namespace MmapTool.Operations.Statistics;

/// <summary>The counts of numbers in bins of equal width.</summary>
/// <param name="Edges">The bins' edges, one more than there are bins, exact for integers where a double or an integer can be.</param>
/// <param name="Counts">Elements in each bin: from its lower edge to below its upper one, in the last bin that one too.</param>
/// <param name="LeftOut">Elements in no bin: NaN and the infinities.</param>
public sealed record Histogram(ImmutableArray<StatisticsNumber> Edges, ImmutableArray<long> Counts, long LeftOut);
