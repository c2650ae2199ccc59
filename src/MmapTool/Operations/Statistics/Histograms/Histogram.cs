using System.Collections.Immutable;

namespace MmapTool.Operations.Statistics;

/// <summary>The counts of numbers in bins of equal width.</summary>
/// <param name="Edges">The bins' edges, one more than there are bins, exact for integers where a double or an integer can be.</param>
/// <param name="Counts">Elements in each bin: from its lower edge to below its upper one, in the last bin that one too.</param>
/// <param name="LeftOut">Elements in no bin: NaN and the infinities.</param>
public sealed record Histogram(ImmutableArray<StatisticsNumber> Edges, ImmutableArray<long> Counts, long LeftOut)
{
    /// <summary>Whether the other has the same edges and counts.</summary>
    public bool Equals(Histogram? other) =>
        other is not null && LeftOut == other.LeftOut && Edges.AsSpan().SequenceEqual(other.Edges.AsSpan()) && Counts.AsSpan().SequenceEqual(other.Counts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LeftOut, Edges.Length, Counts.Length == 0 ? 0 : Counts[0]);
}
