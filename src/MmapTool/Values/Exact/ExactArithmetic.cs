using System.Numerics;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>The operators of augmented assignment on exact numbers, with IEEE 754's answers for infinities, NaNs and division by zero.</summary>
internal static class ExactArithmetic
{
    /// <summary>Computes <c>left op right</c> for + - * / and %.</summary>
    public static ExactReal Compute(EditOperator operation, ExactReal left, ExactReal right)
    {
        if (!left.IsFinite || !right.IsFinite || (right.IsZero && operation is EditOperator.Divide or EditOperator.Remainder))
        {
            return Special(operation, left, right);
        }

        (BigInteger a, BigInteger aUnit) = left.Ratio;
        (BigInteger b, BigInteger bUnit) = right.Ratio;
        switch (operation)
        {
            case EditOperator.Add:
                return ExactReal.Of((a * bUnit) + (b * aUnit), aUnit * bUnit, left.IsNegative && right.IsNegative);
            case EditOperator.Subtract:
                return ExactReal.Of((a * bUnit) - (b * aUnit), aUnit * bUnit, left.IsNegative && !right.IsNegative);
            case EditOperator.Multiply:
                return ExactReal.Of(a * b, aUnit * bUnit, left.IsNegative != right.IsNegative);
            case EditOperator.Divide:
                BigInteger divisor = aUnit * b;
                return ExactReal.Of(divisor.Sign < 0 ? -(a * bUnit) : a * bUnit, BigInteger.Abs(divisor), left.IsNegative != right.IsNegative);
            default:
                // The sign of the divisor, as Python has it.
                BigInteger rest = BigInteger.Remainder(a * bUnit, b * aUnit);
                rest += !rest.IsZero && rest.Sign < 0 != b.Sign < 0 ? b * aUnit : BigInteger.Zero;
                return ExactReal.Of(rest, aUnit * bUnit, right.IsNegative);
        }
    }

    /// <summary>Computes <c>left op right</c> of complex numbers for + - * and /, both parts finite on both sides and the divisor not 0.</summary>
    public static (ExactReal Real, ExactReal Imaginary) Compute(EditOperator operation, (ExactReal Real, ExactReal Imaginary) left, (ExactReal Real, ExactReal Imaginary) right)
    {
        (ExactReal a, ExactReal b) = left;
        (ExactReal c, ExactReal d) = right;
        switch (operation)
        {
            case EditOperator.Add or EditOperator.Subtract:
                return (Compute(operation, a, c), Compute(operation, b, d));
            case EditOperator.Multiply:
                return (Subtract(Multiply(a, c), Multiply(b, d)), Add(Multiply(a, d), Multiply(b, c)));
            default:
                ExactReal square = Add(Multiply(c, c), Multiply(d, d));
                return (Divide(Add(Multiply(a, c), Multiply(b, d)), square), Divide(Subtract(Multiply(b, c), Multiply(a, d)), square));
        }
    }

    /// <summary>Whether two finite numbers are equal, whatever the signs of their zeros.</summary>
    public static bool AreEqual(ExactReal left, ExactReal right)
    {
        (BigInteger a, BigInteger aUnit) = left.Ratio;
        (BigInteger b, BigInteger bUnit) = right.Ratio;
        return a * bUnit == b * aUnit;
    }

    private static ExactReal Add(ExactReal left, ExactReal right) => Compute(EditOperator.Add, left, right);

    private static ExactReal Subtract(ExactReal left, ExactReal right) => Compute(EditOperator.Subtract, left, right);

    private static ExactReal Multiply(ExactReal left, ExactReal right) => Compute(EditOperator.Multiply, left, right);

    private static ExactReal Divide(ExactReal left, ExactReal right) => Compute(EditOperator.Divide, left, right);

    // The answers depend on the signs alone, except for the remainder of a finite number by an infinity.
    private static ExactReal Special(EditOperator operation, ExactReal left, ExactReal right)
    {
        if (operation == EditOperator.Remainder && left.IsFinite && double.IsInfinity(right.Special))
        {
            return left.IsZero ? ExactReal.Of(right.IsNegative ? -0.0 : 0) : left.IsNegative == right.IsNegative ? left : right;
        }

        return ExactReal.Of(ElementArithmetic.Compute(operation, left.Proxy, right.Proxy));
    }
}
