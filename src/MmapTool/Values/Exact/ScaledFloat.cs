using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// A float and the sum of two doubles. The exact result is given as a double and the bounds of its error, so that it can be rounded once, to f8 or to less.
/// </summary>
/// <remarks>
/// The error of a product comes from a fused multiplication, and that of a sum from two-sum (Knuth, TAOCP 4.2.2). That of a quotient comes from its remainder
/// (Muller et al., Handbook of Floating-Point Arithmetic, 4.4 and 4.7). Where the bounds round differently nothing is said.
/// </remarks>
internal static class ScaledFloat
{
    // Each error term is rounded to 53 bits a few times: relative to the result, about 2^-104.
    private const double Uncertainty = 1.0 / (1L << 50) / (1L << 51);

    /// <summary>Computes <c>left op (high + low)</c>.</summary>
    /// <param name="operation">+ - * or /; others are not tried.</param>
    /// <param name="left">The element.</param>
    /// <param name="scale">The right side.</param>
    /// <param name="isDouble">Whether the result is wanted as the nearest double; else as one that can be rounded again, to at most 51 bits.</param>
    /// <param name="result">The result.</param>
    /// <returns>Whether it was done: not where numbers are very large or small, and not in the rare cases that are too close to tell.</returns>
    public static bool TryCompute(EditOperator operation, double left, Scale scale, bool isDouble, out double result)
    {
        result = 0;
        bool isSum = operation is EditOperator.Add or EditOperator.Subtract;
        if (!scale.HasDoubles || !(isSum ? Math.Abs(left) <= Scale.Greatest : left == 0 || Scale.IsModerate(left)))
        {
            return false;
        }

        // Zeros, with their signs.
        if (operation == EditOperator.Multiply && (left == 0 || scale.High == 0))
        {
            result = left * scale.High;
            return true;
        }

        if (operation == EditOperator.Divide && (left == 0 || scale.High == 0))
        {
            result = left / scale.High;
            return scale.High != 0;
        }

        (double high, double low) = (scale.High, scale.Low);
        double error;
        double bound = 0;
        switch (operation)
        {
            case EditOperator.Add:
                Sum(left, high, low, out result, out error, out bound);
                break;
            case EditOperator.Subtract:
                Sum(left, -high, -low, out result, out error, out bound);
                break;
            case EditOperator.Multiply:
                result = left * high;
                error = Math.FusedMultiplyAdd(left, high, -result) + (left * low);
                bound = low == 0 ? 0 : Math.Abs(result) * Uncertainty;
                break;
            case EditOperator.Divide:
                result = left / high;
                error = (Math.FusedMultiplyAdd(-result, high, left) - (result * low)) / high;
                bound = Math.Abs(result) * Uncertainty;
                break;
            default:
                return false;
        }

        if (isDouble)
        {
            double least = result + (error - bound);
            double greatest = result + (error + bound);
            result = least;
            return least == greatest && result != 0;
        }

        // A remainder of 0 is exact; else its sign must be known.
        if (error != 0 || bound != 0)
        {
            bool isUnsure = Math.Abs(error) <= bound && !(error == 0 && low == 0);
            if (isUnsure || Math.Abs(error) > Math.Abs(result) / (1L << 52))
            {
                return false;
            }

            result = RoundToOdd.Adjust(result, error);
        }

        return result != 0;
    }

    private static void Sum(double left, double high, double low, out double sum, out double error, out double bound)
    {
        sum = left + high;
        double part = sum - left;
        double lost = left - (sum - part) + (high - part);
        error = lost + low;
        bound = low == 0 ? 0 : (Math.Abs(lost) + Math.Abs(low)) / (1L << 51);
    }
}
