using System.Numerics;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>Products and quotients of complex numbers, each part rounded once; where the parts' errors do not tell how, by integers of any size.</summary>
internal static class ExactComplex
{
    /// <summary>Computes <c>left * right</c> or <c>left / right</c>; all parts are finite, and the divisor is not 0.</summary>
    /// <param name="operation">* or /.</param>
    /// <param name="type">c8 or c16.</param>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    /// <returns>Parts that narrow to the type's nearest; beyond its largest where the result is.</returns>
    public static Complex Compute(EditOperator operation, ElementType type, Complex left, Complex right)
    {
        bool isDouble = type.ItemSize == 16;
        if (operation == EditOperator.Multiply
            && TryProducts(left.Real, right.Real, -left.Imaginary, right.Imaginary, isDouble, out double real)
            && TryProducts(left.Real, right.Imaginary, left.Imaginary, right.Real, isDouble, out double imaginary))
        {
            return new(real, imaginary);
        }

        // A quotient of doubles, rounded again to f4, is that rounded once.
        if (operation == EditOperator.Divide && right.Imaginary == 0 && Scale.IsModerate(left.Real) && Scale.IsModerate(left.Imaginary) && Scale.IsModerate(right.Real))
        {
            return new(left.Real / right.Real, left.Imaginary / right.Real);
        }

        FloatFormat format = FloatFormat.Of(type);
        (ExactReal first, ExactReal second) = ExactArithmetic.Compute(
            operation, (ExactReal.Of(left.Real), ExactReal.Of(left.Imaginary)), (ExactReal.Of(right.Real), ExactReal.Of(right.Imaginary)));
        return new(format.Nearest(first), format.Nearest(second));
    }

    // a * b + c * d: the two products and their sum, with the errors of all three.
    private static bool TryProducts(double a, double b, double c, double d, bool isDouble, out double result)
    {
        result = 0;
        if (!IsUsual(a) || !IsUsual(b) || !IsUsual(c) || !IsUsual(d))
        {
            return false;
        }

        double first = a * b;
        double second = c * d;
        double firstError = Math.FusedMultiplyAdd(a, b, -first);
        double secondError = Math.FusedMultiplyAdd(c, d, -second);
        result = first + second;
        double part = result - first;
        double lost = first - (result - part) + (second - part);
        double error = lost + (firstError + secondError);
        double bound = (Math.Abs(lost) + Math.Abs(firstError) + Math.Abs(secondError)) / (1L << 51);
        if (isDouble)
        {
            double least = result + (error - bound);
            double greatest = result + (error + bound);
            result = least;
            return least == greatest && result != 0;
        }

        // Products of f4 are doubles, and the error is all of it.
        result = RoundToOdd.Adjust(result, error);
        return result != 0;
    }

    private static bool IsUsual(double value) => value == 0 || Scale.IsModerate(value);
}
