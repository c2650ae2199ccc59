namespace MmapTool.Operations.Statistics;

/// <summary>Moments of real numbers. Those of the finite ones are computed, the others counted: what they make of the result follows from that.</summary>
internal struct FloatMoments : IMergeableStatistics<FloatMoments>
{
    /// <summary>Finite elements.</summary>
    public long Finite;
    public long NaN;
    public long PositiveInfinities;
    public long NegativeInfinities;
    public double Min;
    public double Max;

    /// <summary>The sum of the finite elements, and what rounding took from it.</summary>
    public double Sum;
    public double SumRest;

    /// <summary>Their mean, in two parts: the deviation of numbers far from 0 would drown in the rounding of one.</summary>
    public double Mean;
    public double MeanRest;

    /// <summary>The sum of their squared distances from the mean.</summary>
    public double SquaredDistances;

    /// <summary>Elements that are not NaN.</summary>
    public readonly long Valid => Finite + PositiveInfinities + NegativeInfinities;

    /// <inheritdoc/>
    public void Merge(in FloatMoments later)
    {
        NaN += later.NaN;
        PositiveInfinities += later.PositiveInfinities;
        NegativeInfinities += later.NegativeInfinities;
        if (later.Finite == 0)
        {
            return;
        }

        if (Finite == 0)
        {
            (long nan, long positive, long negative) = (NaN, PositiveInfinities, NegativeInfinities);
            this = later;
            (NaN, PositiveInfinities, NegativeInfinities) = (nan, positive, negative);
            return;
        }

        Min = Math.Min(Min, later.Min);
        Max = Math.Max(Max, later.Max);
        (Sum, double rest) = TwoSum(Sum, later.Sum);
        SumRest += later.SumRest + rest;

        // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979).
        double count = Finite + later.Finite;
        double share = later.Finite / count;
        double distance = later.Mean - Mean + (later.MeanRest - MeanRest);
        SquaredDistances += later.SquaredDistances + (distance * distance * (Finite * share));
        (Mean, rest) = TwoSum(Mean, distance * share);
        MeanRest += rest;
        Finite += later.Finite;
    }

    /// <summary>Whether zeros can be taken in many at once: what is known is of zeros alone, so that nothing is rounded.</summary>
    public readonly bool FoldsZeros => Finite == 0
        || (Min == 0 && Max == 0 && Sum == 0 && SumRest == 0 && Mean == 0 && MeanRest == 0 && SquaredDistances == 0);

    /// <inheritdoc/>
    public bool TryMergeZeros(in FloatMoments zeros, long times)
    {
        if (!FoldsZeros)
        {
            return false;
        }

        if (times > 0)
        {
            Merge(zeros);
            Finite += zeros.Finite * (times - 1);
        }

        return true;
    }

    /// <inheritdoc/>
    public readonly StatisticsCell Finish(Int128 bias)
    {
        double sum = Total();
        return new()
        {
            Valid = Valid,
            NaN = NaN,
            Inf = PositiveInfinities + NegativeInfinities,
            Min = new(NegativeInfinities > 0 ? double.NegativeInfinity : Finite > 0 ? Min : double.PositiveInfinity),
            Max = new(PositiveInfinities > 0 ? double.PositiveInfinity : Finite > 0 ? Max : double.NegativeInfinity),
            Sum = new(sum),
            Mean = new(sum / Valid),
            Std = Math.Sqrt(Variance()),
        };
    }

    /// <inheritdoc/>
    public readonly FiniteRange Range() => new(Finite > 0, new(Min), new(Max));

    /// <summary>The sum, with the infinities.</summary>
    public readonly double Total() =>
        PositiveInfinities > 0 ? NegativeInfinities > 0 ? double.NaN : double.PositiveInfinity
        : NegativeInfinities > 0 ? double.NegativeInfinity
        : double.IsFinite(Sum) && double.IsFinite(SumRest) ? Sum + SumRest : Sum;

    /// <summary>The variance: NaN with infinities, infinite where finite numbers are too large for their squares.</summary>
    public readonly double Variance() =>
        Valid > Finite ? double.NaN
        : Finite > 0 && Min == Max ? 0
        : double.IsNaN(SquaredDistances) && Finite > 0 ? double.PositiveInfinity
        : Math.Max(0, SquaredDistances) / Finite;

    // Knuth: what the rounded sum lacks of the exact one is itself a double.
    private static (double Sum, double Lost) TwoSum(double one, double other)
    {
        double sum = one + other;
        double part = sum - one;
        return (sum, (one - (sum - part)) + (other - part));
    }
}
