namespace MmapTool.Operations.Statistics;

/// <summary>
/// The statistics of some elements, as NumPy's functions of the same names define them, taken over the elements that are not NaN (as
/// <c>nanmin</c>, <c>nanmean</c> do). A complex number is NaN if either part is. Infinities count as IEEE 754 has it: a sum with both is NaN,
/// and so is the deviation where there is any. Lengths of time count as the integers of their unit, dates have count, least and greatest alone; NaT counts as NaN.
/// </summary>
public sealed record StatisticsResult
{
    /// <summary>Elements, those that are NaN among them.</summary>
    public required long Count { get; init; }

    /// <summary>The least element, of complex numbers by real part and then imaginary part; null where all are NaN or there are none.</summary>
    public StatisticsNumber? Min { get; init; }

    /// <summary>The greatest element.</summary>
    public StatisticsNumber? Max { get; init; }

    /// <summary>The mean: of integers the exact sum, divided once; of floats in f8.</summary>
    public StatisticsNumber? Mean { get; init; }

    /// <summary>The standard deviation of the population (NumPy's <c>ddof=0</c>), of complex numbers that of their distances from the mean.</summary>
    public StatisticsNumber? Std { get; init; }

    /// <summary>The sum: of integers and booleans exact, of floats in f8; 0 where there are none.</summary>
    public required StatisticsNumber Sum { get; init; }

    /// <summary>Whether there is a sum: dates have none, nor a mean or a deviation, as they can't be added.</summary>
    public bool HasSum { get; init; } = true;

    /// <summary>Elements that are NaN, of times NaT.</summary>
    public required long NaN { get; init; }

    /// <summary>Elements that are infinite, and not NaN.</summary>
    public required long Inf { get; init; }
}
