using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// A right side as the fast ways need it: as a quotient of two integers of 62 bits, and as the sum of two doubles. Where it has one of these forms,
/// its default otherwise.
/// </summary>
/// <param name="Numerator">The numerator, its magnitude below 2^62.</param>
/// <param name="Denominator">The denominator, from 1 to 2^62; 0 where there is no such quotient.</param>
/// <param name="High">The nearest double.</param>
/// <param name="Low">The double nearest to the rest; 0 where there is none.</param>
/// <param name="HasDoubles">Whether <see cref="High"/> and <see cref="Low"/> are meant: the number is neither so large nor so small that a product of its parts would lose bits.</param>
internal readonly record struct Scale(long Numerator, long Denominator, double High, double Low, bool HasDoubles)
{
    /// <summary>The bound of numerators and denominators.</summary>
    public const long Most = 1L << 62;

    // Far from the ends of the doubles, so that no error term below falls out of their range.
    private const double Least = 1e-140;

    /// <summary>The largest magnitude in the middle of the doubles.</summary>
    public const double Greatest = 1e140;

    /// <summary>Whether a magnitude is in the middle of the doubles, where errors of products and quotients are doubles too.</summary>
    public static bool IsModerate(double value) => Math.Abs(value) is >= Least and <= Greatest;

    /// <summary>The forms of a double.</summary>
    public static Scale Of(double value)
    {
        if (value == 0)
        {
            return new(0, 1, value, 0, true);
        }

        if (!IsModerate(value))
        {
            return default;
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        long mantissa = (bits & ((1L << 52) - 1)) | (1L << 52);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;
        int zeros = BitOperations.TrailingZeroCount(mantissa);
        (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
        mantissa = bits < 0 ? -mantissa : mantissa;
        return exponent is > -62 and <= 0 ? new(mantissa, 1L << -exponent, value, 0, true)
            : exponent > 0 && exponent + 64 - BitOperations.LeadingZeroCount((ulong)Math.Abs(mantissa)) < 62 ? new(mantissa << exponent, 1, value, 0, true)
            : new(0, 0, value, 0, true);
    }

    /// <summary>The forms of an integer.</summary>
    public static Scale Of(Int128 value)
    {
        double high = (double)value;
        bool isDouble = (Int128)high == value;
        return Int128.Abs(value) < Most ? new((long)value, 1, isDouble ? high : 0, 0, isDouble) : new(0, 0, high, 0, isDouble);
    }

    /// <summary>The forms of an exact number.</summary>
    public static Scale Of(ExactReal value)
    {
        if (!value.IsFinite)
        {
            return default;
        }

        if (value.IsZero)
        {
            return Of(value.Proxy);
        }

        (BigInteger numerator, BigInteger denominator) = value.Ratio;
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        (numerator, denominator) = (numerator / common, denominator / common);
        FloatFormat doubles = FloatFormat.Of(ElementType.Double);
        double high = doubles.Nearest(value);
        bool isModerate = IsModerate(high);
        double low = isModerate ? doubles.Nearest(ExactArithmetic.Compute(Notation.EditOperator.Subtract, value, ExactReal.Of(high))) : 0;
        bool isShort = BigInteger.Abs(numerator) < Most && denominator <= Most;
        return isShort ? new((long)numerator, (long)denominator, high, low, isModerate) : new(0, 0, high, low, isModerate);
    }
}
