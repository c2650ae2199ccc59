using System.Globalization;
using System.Numerics;
using System.Text;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>
/// A coded float: the shortest decimal that reads back to the same number in its own type, the nearest of those, spelled as <see cref="FloatText"/> spells. VAX's reserved
/// operand is written as NaN is.
/// </summary>
internal sealed class CodedFloatText<TStyle>(ElementType type) : ValueText
    where TStyle : struct, ITextStyle
{
    private readonly CodedFloat format = CodedFloat.Of(type)!;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        CodedFloatValue number = format.Read(type, value);
        output.Write(number.IsReserved ? TStyle.NaN : Encoding.ASCII.GetBytes(Spell(format, number)));
    }

    /// <summary>The spelling of a number.</summary>
    internal static string Spell(CodedFloat format, CodedFloatValue number)
    {
        string sign = number.IsNegative ? "-" : "";
        if (number.Fraction == 0)
        {
            return sign + "0.0";
        }

        (string digits, int power) = Shortest(format, number);
        int exponent = power + digits.Length - 1;
        if (exponent is < FloatText.SmallExponent or >= FloatText.LargeExponent)
        {
            string point = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{point}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return sign + (exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
            : power >= 0 ? digits + new string('0', power) + ".0"
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}");
    }

    // Fewer digits first: of each number of digits there are two candidates, beside the number itself.
    private static (string Digits, int Power) Shortest(CodedFloat format, CodedFloatValue value)
    {
        (BigInteger low, BigInteger number, BigInteger high, int exponent, bool hasLow, bool hasHigh) = format.Neighbourhood(value);
        int top = (int)Math.Floor(BigInteger.Log10(number) + (exponent * Math.Log10(2)));
        for (int power = top + 1; ; power--)
        {
            // The ends and the number in units of 10^power over a common denominator.
            BigInteger scale = BigInteger.Pow(10, Math.Abs(power));
            BigInteger times = (power < 0 ? scale : BigInteger.One) << Math.Max(0, exponent);
            BigInteger unit = (power < 0 ? BigInteger.One : scale) << Math.Max(0, -exponent);
            BigInteger below = BigInteger.DivRem(number * times, unit, out BigInteger rest);
            bool fitsBelow = IsInside(below);
            bool fitsAbove = IsInside(below + 1);
            if (fitsBelow || fitsAbove)
            {
                bool isAboveNearer = (rest << 1).CompareTo(unit) is var half && (half > 0 || (half == 0 && !below.IsEven));
                BigInteger digits = fitsAbove && (isAboveNearer || !fitsBelow) ? below + 1 : below;
                string text = digits.ToString(CultureInfo.InvariantCulture);
                string trimmed = text.TrimEnd('0');
                return (trimmed, power + text.Length - trimmed.Length);
            }

            bool IsInside(BigInteger candidate)
            {
                BigInteger scaled = candidate * unit;
                int fromLow = scaled.CompareTo(low * times);
                int fromHigh = scaled.CompareTo(high * times);
                return !candidate.IsZero && (fromLow > 0 || (fromLow == 0 && hasLow)) && (fromHigh < 0 || (fromHigh == 0 && hasHigh));
            }
        }
    }
}
