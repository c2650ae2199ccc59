using System.Numerics;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// Moments of integers, all of them exact, so that mean and deviation are rounded once at the end. No sum of elements or of their squares can overflow. A
/// view has fewer than 2^63 bytes, so 128 bits hold the sum and 192 bits the squares of 64-bit integers.
/// </summary>
internal struct IntegerMoments : IMergeableStatistics<IntegerMoments>
{
    public long Count;

    /// <summary>Times that are NaT, which are not in the count.</summary>
    public long NaT;
    public Int128 Min;
    public Int128 Max;

    /// <summary>The sum of the elements less the bias of their type.</summary>
    public Int128 Sum;

    /// <summary>The sum of the squares of the elements less the bias: its lower 128 bits, and what is above.</summary>
    public UInt128 Squares;
    public ulong SquaresHigh;

    /// <inheritdoc/>
    public void Merge(in IntegerMoments later)
    {
        NaT += later.NaT;
        if (later.Count == 0)
        {
            return;
        }

        Min = Count == 0 || later.Min < Min ? later.Min : Min;
        Max = Count == 0 || later.Max > Max ? later.Max : Max;
        Count += later.Count;
        Sum += later.Sum;
        Squares += later.Squares;
        SquaresHigh += later.SquaresHigh + (Squares < later.Squares ? 1ul : 0);
    }

    /// <inheritdoc/>
    public bool TryMergeZeros(in IntegerMoments zeros, long times)
    {
        // Nothing is rounded: twice as many each time.
        for (IntegerMoments power = zeros; times > 0; times >>= 1)
        {
            if ((times & 1) == 1)
            {
                Merge(power);
            }

            power.Merge(power);
        }

        return true;
    }

    /// <inheritdoc/>
    public readonly StatisticsCell Finish(Int128 bias)
    {
        Int128 sum = Sum + (bias * Count);
        return new()
        {
            Valid = Count,
            NaN = NaT,
            Min = new(Min),
            Max = new(Max),
            Sum = new(sum),
            Mean = new(Count == 0 ? 0 : Quotient(sum, Count)),
            Std = Count == 0 ? 0 : Math.Sqrt(Variance()),
        };
    }

    /// <inheritdoc/>
    public readonly FiniteRange Range() => new(Count > 0, new(Min), new(Max));

    // (n * squares - sum^2) / n^2, in which nothing is rounded before the division.
    private readonly double Variance()
    {
        UInt128 magnitude = (UInt128)Int128.Abs(Sum);
        UInt128 count = (UInt128)Count;
        if (SquaresHigh == 0 && magnitude <= ulong.MaxValue && Squares <= UInt128.MaxValue / count)
        {
            return (double)((count * Squares) - (magnitude * magnitude)) / ((double)Count * Count);
        }

        BigInteger squares = ((BigInteger)SquaresHigh << 128) + Squares;
        BigInteger numerator = (Count * squares) - ((BigInteger)Sum * Sum);
        return Quotient(numerator, (BigInteger)Count * Count);
    }

    private static double Quotient(Int128 dividend, long divisor) => Int128.Abs(dividend) < (Int128)1 << 53 && divisor < 1L << 53
        ? (double)dividend / divisor
        : Quotient((BigInteger)dividend, divisor);

    // The platform's conversion from BigInteger to double truncates, so 66 bits are kept, of which the last says whether any were cut.
    private static double Quotient(BigInteger dividend, BigInteger divisor)
    {
        BigInteger magnitude = BigInteger.Abs(dividend);
        int shift = checked((int)(66 - magnitude.GetBitLength() + divisor.GetBitLength()));
        BigInteger scaled = shift >= 0 ? magnitude << shift : magnitude;
        BigInteger quotient = BigInteger.DivRem(scaled, shift >= 0 ? divisor : divisor << -shift, out BigInteger rest);
        UInt128 bits = (UInt128)quotient | (rest.IsZero ? 0u : 1u);

        // Conversion from UInt128 rounds to nearest, ties to even.
        double value = Math.ScaleB((double)bits, -shift);
        return dividend.Sign < 0 ? -value : value;
    }
}
