using System.Globalization;
using System.Numerics;

namespace MmapTool.Values;

/// <summary>An exact real number: a quotient of integers of any size, with the sign of a zero; or a NaN or an infinity.</summary>
internal readonly struct ExactReal
{
    private readonly double special;
    private readonly BigInteger numerator;
    private readonly BigInteger denominator;

    /// <summary>0, as an integer.</summary>
    public static readonly ExactReal Zero = Of(BigInteger.Zero);

    private ExactReal(BigInteger numerator, BigInteger denominator, bool isNegative, bool isInteger, double special = 0)
    {
        (this.numerator, this.denominator, this.special) = (numerator, denominator, special);
        (IsNegative, IsInteger) = (isNegative, isInteger);
    }

    /// <summary>Whether it is neither a NaN nor an infinity.</summary>
    public bool IsFinite => double.IsFinite(special);

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => IsFinite && numerator.IsZero;

    /// <summary>Whether it is below 0, or a zero with a sign.</summary>
    public bool IsNegative { get; }

    /// <summary>Whether it came as an integer: from an integer type, or from text without a point and an exponent.</summary>
    public bool IsInteger { get; }

    /// <summary>Whether it has no fraction.</summary>
    public bool IsWhole => IsFinite && (denominator.IsOne || (numerator % denominator).IsZero);

    /// <summary>The quotient of a finite number; the denominator is above 0, and the two may have common factors.</summary>
    public (BigInteger Numerator, BigInteger Denominator) Ratio => (numerator, denominator);

    /// <summary>The double of a NaN or an infinity.</summary>
    public double Special => special;

    /// <summary>-1, 0 or 1 for a finite number, its zero signed; else the NaN or infinity itself: enough to tell what IEEE 754 makes of infinities and zeros.</summary>
    public double Proxy => !IsFinite ? special : IsZero ? (IsNegative ? -0.0 : 0) : IsNegative ? -1 : 1;

    /// <summary>A bound of the magnitude: at most 1 where the number is, at least 1 where it is, and a NaN or an infinity where it is one.</summary>
    public double Magnitude => !IsFinite ? Math.Abs(special)
        : BigInteger.Abs(numerator).CompareTo(denominator) switch { < 0 => 0.5, 0 => 1, _ => 2 };

    /// <summary>An integer.</summary>
    public static ExactReal Of(BigInteger integer) => new(integer, BigInteger.One, integer.Sign < 0, isInteger: true);

    /// <summary>A quotient.</summary>
    /// <param name="numerator">Any integer.</param>
    /// <param name="denominator">Above 0.</param>
    /// <param name="isNegative">The sign of a zero; other numbers have their own.</param>
    public static ExactReal Of(BigInteger numerator, BigInteger denominator, bool isNegative = false) =>
        new(numerator, denominator, numerator.IsZero ? isNegative : numerator.Sign < 0, isInteger: false);

    /// <summary>A double, exactly.</summary>
    public static ExactReal Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return new(BigInteger.Zero, BigInteger.One, double.IsNegative(value), isInteger: false, value);
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        exponent = Math.Max(exponent, 1) - 1075;
        BigInteger signed = bits < 0 ? -mantissa : mantissa;
        return exponent >= 0
            ? Of(signed << exponent, BigInteger.One, bits < 0)
            : mantissa == 0 ? Of(BigInteger.Zero, BigInteger.One, bits < 0) : Of(signed, BigInteger.One << -exponent);
    }

    /// <summary>The same number, as one that came as an integer.</summary>
    public ExactReal AsInteger() => new(numerator, denominator, IsNegative, isInteger: true, special);

    /// <summary>The whole number between it and 0 that is nearest to it, and what is left: <c>value = whole + rest / denominator</c>.</summary>
    public BigInteger Truncate(out BigInteger rest) => BigInteger.DivRem(numerator, denominator, out rest);

    /// <summary>The nearest whole number, half to even.</summary>
    public BigInteger Round()
    {
        BigInteger whole = Truncate(out BigInteger rest);
        int half = (BigInteger.Abs(rest) * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + (IsNegative ? -1 : 1) : whole;
    }

    /// <summary>In decimal: whole numbers of up to 40 digits, else to 17 digits, with … where they go on.</summary>
    public override string ToString()
    {
        if (!IsFinite)
        {
            return special.ToString("R", CultureInfo.InvariantCulture);
        }

        BigInteger whole = Truncate(out BigInteger rest);
        string digits = whole.ToString(CultureInfo.InvariantCulture);
        if (rest.IsZero)
        {
            return digits.Length <= 40 ? digits : digits[..37] + "...";
        }

        const int Places = 17;
        if (digits.Length > Places)
        {
            return digits[..Places] + "…";
        }

        BigInteger scaled = BigInteger.DivRem(BigInteger.Abs(rest) * BigInteger.Pow(10, Places), denominator, out BigInteger more);
        string fraction = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(Places, '0');
        string sign = IsNegative && whole.IsZero ? "-" : "";
        return $"{sign}{digits}.{(more.IsZero ? fraction.TrimEnd('0') : fraction + "…")}";
    }
}
