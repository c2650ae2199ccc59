using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>Integers and a quotient of integers: the exact result in 128 bits, for the usual sizes.</summary>
internal static class ScaledInteger
{
    /// <summary>Computes <c>left op numerator / denominator</c> as a whole number by the mode, before the type's range is looked at.</summary>
    /// <param name="operation">+ - * / or %; others are not tried.</param>
    /// <param name="left">The element; its magnitude is below 2^64.</param>
    /// <param name="scale">The right side; not 0 where it divides.</param>
    /// <param name="mode">How a fraction is treated.</param>
    /// <param name="whole">The whole number.</param>
    /// <returns>Whether it was done: not where the right side is no such quotient, nor for a fraction that is an error.</returns>
    public static bool TryCompute(EditOperator operation, Int128 left, Scale scale, CastValues mode, out Int128 whole)
    {
        // All numbers stay below 2^64 * 2^62 + 2^62.
        (Int128 numerator, long denominator) = (scale.Numerator, scale.Denominator);
        whole = 0;
        if (denominator == 0)
        {
            return false;
        }

        switch (operation)
        {
            case EditOperator.Add:
                numerator = (left * denominator) + numerator;
                break;
            case EditOperator.Subtract:
                numerator = (left * denominator) - numerator;
                break;
            case EditOperator.Multiply:
                numerator = left * numerator;
                break;
            case EditOperator.Divide when scale.Numerator != 0:
                numerator = scale.Numerator < 0 ? -(left * denominator) : left * denominator;
                denominator = Math.Abs(scale.Numerator);
                break;
            case EditOperator.Remainder when scale.Numerator != 0:
                Int128 divisor = numerator;
                numerator = left * denominator % divisor;
                numerator += numerator != 0 && numerator < 0 != divisor < 0 ? divisor : 0;
                break;
            default:
                return false;
        }

        Int128 rest;
        if (numerator == (long)numerator)
        {
            (long quotient, long remainder) = Math.DivRem((long)numerator, denominator);
            (whole, rest) = (quotient, remainder);
        }
        else
        {
            (whole, rest) = Int128.DivRem(numerator, denominator);
        }

        if (rest == 0)
        {
            return true;
        }

        if (CastModes.Rounds(mode))
        {
            Int128 twice = 2 * Int128.Abs(rest);
            whole += twice > denominator || (twice == denominator && Int128.IsOddInteger(whole)) ? (numerator < 0 ? -1 : 1) : 0;
        }

        return mode != CastValues.Exact;
    }
}
