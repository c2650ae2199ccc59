using System.Numerics;

namespace MmapTool.Operations.Statistics;

/// <summary>Moments of complex numbers: those of their parts, over the numbers of which neither part is NaN.</summary>
internal struct ComplexMoments : IMergeableStatistics<ComplexMoments>
{
    public FloatMoments Real;
    public FloatMoments Imaginary;
    public long NaN;

    /// <summary>Numbers of which a part is infinite.</summary>
    public long Inf;

    /// <summary>Of those that are not NaN.</summary>
    public Complex Min;
    public Complex Max;

    /// <inheritdoc/>
    public void Merge(in ComplexMoments later)
    {
        if (later.Real.Valid > 0)
        {
            Min = Real.Valid == 0 || IsLess(later.Min, Min) ? later.Min : Min;
            Max = Real.Valid == 0 || IsLess(Max, later.Max) ? later.Max : Max;
        }

        Real.Merge(later.Real);
        Imaginary.Merge(later.Imaginary);
        NaN += later.NaN;
        Inf += later.Inf;
    }

    /// <inheritdoc/>
    public bool TryMergeZeros(in ComplexMoments zeros, long times)
    {
        if (!Real.FoldsZeros || !Imaginary.FoldsZeros)
        {
            return false;
        }

        if (times > 0)
        {
            Merge(zeros);
            Real.Finite += zeros.Real.Finite * (times - 1);
            Imaginary.Finite += zeros.Imaginary.Finite * (times - 1);
        }

        return true;
    }

    /// <inheritdoc/>
    public readonly StatisticsCell Finish(Int128 bias)
    {
        double real = Real.Total();
        double imaginary = Imaginary.Total();
        return new()
        {
            Valid = Real.Valid,
            NaN = NaN,
            Inf = Inf,
            Min = new(Min.Real, Min.Imaginary),
            Max = new(Max.Real, Max.Imaginary),
            Sum = new(real, imaginary),
            Mean = new(real / Real.Valid, imaginary / Real.Valid),
            Std = Math.Sqrt(Real.Variance() + Imaginary.Variance()),
        };
    }

    /// <inheritdoc/>
    public readonly FiniteRange Range() => default;

    /// <summary>NumPy's order of complex numbers: by real part, then by imaginary part.</summary>
    public static bool IsLess(Complex one, Complex other) => one.Real < other.Real || (one.Real == other.Real && one.Imaginary < other.Imaginary);
}
