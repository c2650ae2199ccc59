using System.Globalization;
using System.Numerics;

namespace MmapTool.Values;

/// <summary>
/// A decimal number's text, read exactly: ±digits·10^exponent, the digits without leading or trailing zeros. The platform's parsers go
/// through a double or, given 1e999999999, through a number of a billion digits.
/// </summary>
internal readonly ref struct DecimalText
{
    // More digits than any 64-bit integer has. A number with more digits is too large in every case.
    private const int TooLong = 24;
    private readonly string digits;
    private readonly long exponent;
    private readonly bool negative;

    /// <summary>Reads a JSON number.</summary>
    public DecimalText(ReadOnlySpan<char> text)
    {
        negative = text.StartsWith('-');
        int mark = text.IndexOfAny('e', 'E');
        exponent = mark < 0 ? 0 : Exponent(text[(mark + 1)..]);
        ReadOnlySpan<char> mantissa = (mark < 0 ? text : text[..mark]).TrimStart("+-");
        int point = mantissa.IndexOf('.');
        string all = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        string trimmed = all.TrimEnd('0');
        exponent += all.Length - trimmed.Length;
        digits = trimmed.TrimStart('0');
    }

    /// <summary>Whether anything stands behind the point.</summary>
    public bool HasFraction => exponent < 0 && digits.Length > 0;

    /// <summary>
    /// The number without its fraction; one that no 64-bit integer comes near to is given as ±10^24.
    /// </summary>
    public BigInteger Whole
    {
        get
        {
            long length = digits.Length + exponent;
            if (digits.Length == 0 || length <= 0)
            {
                return BigInteger.Zero;
            }

            BigInteger magnitude = length > TooLong ? BigInteger.Pow(10, TooLong)
                : exponent >= 0 ? BigInteger.Parse(digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)exponent)
                : BigInteger.Parse(digits.AsSpan(0, (int)length), NumberStyles.None, CultureInfo.InvariantCulture);
            return negative ? -magnitude : magnitude;
        }
    }

    /// <summary>
    /// The number as <c>Numerator / Denominator</c> of not much more digits than asked for. A number with more digits before its point becomes the least such
    /// number. The digits behind that many places become a 1 in the next place, so that the number is still more than nothing.
    /// </summary>
    /// <param name="places">The most digits before the point, and behind it.</param>
    public (BigInteger Numerator, BigInteger Denominator) Bounded(int places)
    {
        BigInteger sign = negative ? BigInteger.MinusOne : BigInteger.One;
        long before = digits.Length + exponent;
        if (digits.Length == 0 || (before <= places && exponent >= -places))
        {
            return Fraction;
        }

        if (before > places)
        {
            return (sign * BigInteger.Pow(10, places), BigInteger.One);
        }

        long kept = Math.Max(0, before + places);
        BigInteger magnitude = kept == 0 ? BigInteger.Zero : BigInteger.Parse(digits.AsSpan(0, (int)kept), NumberStyles.None, CultureInfo.InvariantCulture);
        return (sign * ((magnitude * 10) + 1), BigInteger.Pow(10, places + 1));
    }

    /// <summary>The whole number nearest to it, half to even; one that no 64-bit integer comes near to is given as ±10^24.</summary>
    public BigInteger Rounded => Whole + (!RoundsUp ? 0 : negative ? -1 : 1);

    /// <summary>The number itself as <c>Numerator / Denominator</c>; only where its exponent is known to be small, as it has that many digits.</summary>
    public (BigInteger Numerator, BigInteger Denominator) Fraction
    {
        get
        {
            BigInteger magnitude = digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            BigInteger power = digits.Length == 0 ? BigInteger.One : BigInteger.Pow(10, checked((int)Math.Abs(exponent)));
            BigInteger signed = negative ? -magnitude : magnitude;
            return exponent < 0 && digits.Length > 0 ? (signed, power) : (signed * power, BigInteger.One);
        }
    }

    // Whether the nearest whole number, half to even, is further from 0 than the one without the fraction.
    private bool RoundsUp
    {
        get
        {
            // Digits before the point. The digits end in none that is 0, so that any behind a 5 make it more than a half.
            long whole = digits.Length + exponent;
            if (!HasFraction || whole < 0)
            {
                return false;
            }

            char first = digits[(int)whole];
            bool isOdd = whole > 0 && ((digits[(int)whole - 1] - '0') & 1) == 1;
            return first > '5' || (first == '5' && (digits.Length > whole + 1 || isOdd));
        }
    }

    /// <summary>The whole number of <see cref="Rounded"/> modulo 2^64, whatever its length.</summary>
    public ulong RoundedLowBits => unchecked(LowBits + (!RoundsUp ? 0ul : negative ? ulong.MaxValue : 1));

    /// <summary>The number without its fraction modulo 2^64, whatever its length.</summary>
    public ulong LowBits
    {
        get
        {
            ulong low = 0;
            long length = digits.Length + exponent;
            for (int index = 0; index < Math.Min(digits.Length, length); index++)
            {
                low = unchecked((low * 10) + (ulong)(digits[index] - '0'));
            }

            // 10^64 is a multiple of 2^64.
            for (int zero = 0; zero < Math.Min(exponent, 64); zero++)
            {
                low = unchecked(low * 10);
            }

            return negative ? unchecked(0 - low) : low;
        }
    }

    private static long Exponent(ReadOnlySpan<char> text)
    {
        const long Far = 1L << 40;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long exponent) && Math.Abs(exponent) <= Far
            ? exponent
            : text.StartsWith('-') ? -Far : Far;
    }
}
