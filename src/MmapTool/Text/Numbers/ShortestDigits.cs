using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>
/// The shortest decimal that reads back to a binary floating-point number, and of those the nearest: Raffaello Giulietti's Schubfach
/// ("The Schubfach way to render doubles", 2020; names as there). The platform's takes three to four times as long, knows no bfloat16 and
/// no float8, and in .NET 10 gives 2^-25 and 2^-958 of float64 a digit too few.
/// </summary>
internal static class ShortestDigits
{
    /// <summary>Of a number of at most 53 bits.</summary>
    /// <param name="significand">The number is this times 2^<paramref name="exponent"/>; not 0.</param>
    /// <param name="exponent">The exponent of the type's last bit there.</param>
    /// <param name="isLowerNearer">Whether the number below is half as far as the one above: a power of two, unless the smallest normal one.</param>
    /// <returns>Digits, perhaps with zeros at the end, and the power of ten of the last of them.</returns>
    public static (ulong Digits, int Power) Of(ulong significand, int exponent, bool isLowerNearer)
    {
        if (IsInteger(significand, exponent))
        {
            return (significand >> -exponent, 0);
        }

        int power = PowerOf(exponent, isLowerNearer);
        int shift = ShiftOf(exponent, power);
        UInt128 scale = PowersOfTen.Upper128(-power);
        ulong center = significand << 2;
        ulong odd = significand & 1;
        ulong lower = Scale(scale, (center - (isLowerNearer ? 1ul : 2)) << shift) + odd;
        ulong value = Scale(scale, center << shift);
        ulong upper = Scale(scale, (center + 2) << shift) - odd;

        return (Choose(lower, value, upper), power);
    }

    /// <summary>The digits of a number between two bounds, all three times four.</summary>
    // Without branches: which case it is changes from number to number, and none could be foretold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Choose(ulong lower, ulong value, ulong upper)
    {
        ulong digits = value >> 2;
        ulong below = One(lower <= 4 * digits);
        ulong above = One((4 * digits) + 4 <= upper);

        // Where both or neither lie between the bounds the nearer one, and of two as near the even one.
        ulong nearer = One(value + (digits & 1) > (4 * digits) + 2);
        ulong chosen = digits + Select(below ^ above, above, nearer);

        // A digit less, if exactly one such number lies there.
        ulong shorter = digits / 10;
        ulong shorterBelow = One(lower <= 40 * shorter);
        ulong shorterAbove = One((40 * shorter) + 40 <= upper);
        return Select((shorterBelow ^ shorterAbove) & One(shorter > 0), 10 * (shorter + shorterAbove), chosen);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong One(bool condition) => condition ? 1ul : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Select(ulong condition, ulong one, ulong zero) => zero ^ ((one ^ zero) & (0 - condition));

    // Then the digits are those of the integer, and none can be left out: the numbers beside it are nearer than 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInteger(ulong significand, int exponent) =>
        exponent is <= 0 and > -53 && (significand & ((1ul << -exponent) - 1)) == 0;

    // The logarithms as products with fixed-point constants, which are exact for all exponents of these types.

    /// <summary>The power of ten of the last digit of numbers whose last bit has this exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PowerOf(int exponent, bool isLowerNearer) => ((exponent * 1262611) - (isLowerNearer ? 524031 : 0)) >> 22;

    /// <summary>By how many bits they are shifted before they are scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftOf(int exponent, int power) => exponent + ((-power * 1741647) >> 19) + 1;

    // The upper bits of the product; the last one stands for whatever is below it ("rounded to odd").
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scale(UInt128 scale, ulong number)
    {
        ulong carry = Math.BigMul((ulong)scale, number, out _);
        ulong upper = Math.BigMul((ulong)(scale >> 64), number, out ulong lower);
        lower += carry;
        upper += lower < carry ? 1ul : 0;
        return upper | (lower > 1 ? 1ul : 0);
    }
}
