using System.Numerics;

namespace MmapTool.Values;

/// <summary>The modes of <see cref="CastValues"/> that make a value fit. Only modes that work for the given value are named.</summary>
internal static class CastAdvice
{
    /// <summary>For an integer that a float type would round, and that is within its range.</summary>
    public const string Nearest = "; --cast-values round takes the nearest";

    /// <summary>For a text that is too long.</summary>
    public const string Cut = "; --cast-values truncate cuts it";

    /// <summary>For a finite number out of a type's range.</summary>
    public static string Range(CastValues mode) => CastModes.Rounds(mode)
        ? "; --cast-values round,saturate or round,wrap brings it into the range"
        : "; --cast-values saturate or wrap brings it into the range";

    /// <summary>For an infinity onto an integer type, which wrapping does not help.</summary>
    public static string Infinity(CastValues mode) => CastModes.Rounds(mode)
        ? "; --cast-values round,saturate takes the end of the range"
        : "; --cast-values saturate takes the end of the range";

    /// <summary>For a number with a fraction onto an integer type, under <see cref="CastValues.Exact"/>.</summary>
    /// <param name="range">The type's range.</param>
    /// <param name="truncated">The number without its fraction.</param>
    /// <param name="rounded">The whole number nearest to it, half to even.</param>
    public static string Fraction(NumberRange range, BigInteger truncated, BigInteger rounded) => (range.Holds(rounded), range.Holds(truncated)) switch
    {
        (true, true) => "; --cast-values round or truncate makes it whole",
        (true, false) => "; --cast-values round makes it whole",
        (false, true) => "; --cast-values truncate makes it whole",
        _ => Range(CastValues.Exact),
    };
}
