namespace MmapTool.Operations.Statistics;

/// <summary>Sums of integers of at most 32 bits, less their bias, and of their squares: of no more of them than a chunk has.</summary>
internal struct IntegerSums
{
    private long count;
    private long least;
    private long greatest;
    private long sum;
    private UInt128 squares;

    /// <summary>Those of no elements.</summary>
    public IntegerSums() => (least, greatest) = (long.MaxValue, long.MinValue);

    /// <summary>Those of elements that vector code has summed up.</summary>
    public IntegerSums(long count, long least, long greatest, long sum, UInt128 squares) =>
        (this.count, this.least, this.greatest, this.sum, this.squares) = (count, least, greatest, sum, squares);

    /// <summary>Takes in one more.</summary>
    public void Add(long element)
    {
        count++;
        least = Math.Min(least, element);
        greatest = Math.Max(greatest, element);
        sum += element;
        squares += (ulong)(element * element);
    }

    /// <summary>As moments.</summary>
    public readonly IntegerMoments Moments(long bias) =>
        new() { Count = count, Min = least + bias, Max = greatest + bias, Sum = sum, Squares = squares };
}
