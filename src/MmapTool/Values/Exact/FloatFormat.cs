using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>A binary floating-point format: how exact numbers are rounded onto it, once.</summary>
/// <param name="Precision">Bits of precision, the hidden one among them.</param>
/// <param name="LeastExponent">The exponent of the least normal number.</param>
/// <param name="Largest">The largest finite number.</param>
internal readonly record struct FloatFormat(int Precision, int LeastExponent, double Largest)
{
    /// <summary>The format of a float type, or of the parts of a complex one.</summary>
    public static FloatFormat Of(ElementType type) => new(ConversionRule.Precision(type), LeastOf(type), ConversionRule.Largest(type));

    /// <summary>The nearest number, half to even, as if the format had no largest one; an infinity beyond the doubles.</summary>
    public double Nearest(ExactReal value)
    {
        if (!value.IsFinite || value.IsZero)
        {
            return value.Proxy;
        }

        (BigInteger numerator, BigInteger denominator) = value.Ratio;
        BigInteger magnitude = BigInteger.Abs(numerator);

        // The exponent of the greatest power of two that is not above the number.
        long exponent = magnitude.GetBitLength() - denominator.GetBitLength();
        if (exponent >= 0 ? magnitude < denominator << (int)Math.Min(exponent, int.MaxValue) : magnitude << (int)-exponent < denominator)
        {
            exponent--;
        }

        double signed = value.IsNegative ? -1 : 1;
        if (exponent > 1024)
        {
            return signed * double.PositiveInfinity;
        }

        if (exponent < LeastExponent - Precision)
        {
            return signed * 0;
        }

        int unit = (int)Math.Max(exponent, LeastExponent) - Precision + 1;
        (magnitude, denominator) = unit >= 0 ? (magnitude, denominator << unit) : (magnitude << -unit, denominator);
        BigInteger units = BigInteger.DivRem(magnitude, denominator, out BigInteger rest);
        int half = (rest << 1).CompareTo(denominator);
        units += half > 0 || (half == 0 && !units.IsEven) ? BigInteger.One : BigInteger.Zero;

        // At most 2^53 of them: exact, and so is the power of two.
        return signed * Math.ScaleB((double)(ulong)units, unit);
    }

    private static int LeastOf(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Float, 8) or (ElementKind.Complex, 16) => -1022,
        (ElementKind.Float, 4) or (ElementKind.Complex, 8) or (ElementKind.BrainFloat, _) => -126,
        (ElementKind.Float, _) or (ElementKind.Float8E5M2, _) => -14,
        _ => -6,
    };
}
