using System.Globalization;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>Exact results into element types: the rules of <see cref="ElementConversion"/>, for numbers that no element type holds.</summary>
internal static class ExactCast
{
    /// <summary>The integer of a type.</summary>
    /// <param name="range">The range that the type holds.</param>
    /// <param name="type">The type, for errors.</param>
    /// <param name="value">The number.</param>
    /// <param name="mode">How a number that does not fit is treated.</param>
    /// <param name="position">The element, for errors.</param>
    /// <param name="sum">How the number came about (<c>101 * 0.5</c>), for errors; null for a number that was not computed.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public static Int128 ToInteger(NumberRange range, ElementType type, ExactReal value, CastValues mode, int position, Func<string>? sum)
    {
        string Text() => sum is null ? value.ToString() : $"{sum()} = {value}";
        if (!value.IsFinite)
        {
            return !double.IsNaN(value.Special) && CastModes.Saturates(mode)
                ? value.IsNegative ? range.Minimum : range.Maximum
                : throw new ElementException(position, $"{Text()} is no integer, and {type} holds only those", double.IsNaN(value.Special) ? "" : CastAdvice.Infinity(mode));
        }

        BigInteger whole = value.Truncate(out BigInteger rest);
        if (!rest.IsZero && mode == CastValues.Exact)
        {
            throw new ElementException(position, $"{Text()} is no whole number, and {type} holds only those", CastAdvice.Fraction(range, whole, value.Round()));
        }

        whole = CastModes.Rounds(mode) ? value.Round() : whole;
        return range.Holds(whole) ? (Int128)whole : range.Fit(whole, mode, position, Text());
    }

    /// <summary>The number of a float type, as a double that it holds.</summary>
    /// <param name="format">The type's format.</param>
    /// <param name="type">The type, for errors and for whether it has infinities.</param>
    /// <param name="value">The number.</param>
    /// <param name="isInteger">Whether it came about by integers, so that under <see cref="CastValues.Exact"/> it must not be rounded where it is whole.</param>
    /// <param name="mode">How a number that does not fit is treated.</param>
    /// <param name="position">The element, for errors.</param>
    /// <param name="sum">How the number came about, for errors; null for a number that was not computed.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public static double ToFloat(FloatFormat format, ElementType type, ExactReal value, bool isInteger, CastValues mode, int position, Func<string>? sum)
    {
        string Text() => sum is null ? value.ToString() : $"{sum()} = {value}";
        double near = format.Nearest(value);
        bool hasInfinity = type.Kind != ElementKind.Float8E4M3FN;
        bool isBeyond = value.IsFinite ? Math.Abs(near) > format.Largest : double.IsInfinity(value.Special) && !hasInfinity;
        if (isBeyond)
        {
            return CastModes.Wraps(mode) ? (value.IsNegative ? double.NegativeInfinity : double.PositiveInfinity)
                : CastModes.Saturates(mode) ? (value.IsNegative ? -format.Largest : format.Largest)
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{Text()} does not fit {type} (largest {format.Largest:R})"), CastAdvice.Range(mode));
        }

        if (mode == CastValues.Exact && isInteger && value.IsFinite && value.IsWhole && value.Truncate(out _) != new BigInteger(near))
        {
            throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{Text()} can't be held exactly by {type}; the nearest is {near:R}"), CastAdvice.Nearest);
        }

        return near;
    }
}
