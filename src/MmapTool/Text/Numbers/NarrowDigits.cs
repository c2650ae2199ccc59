using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MmapTool.Text;

/// <summary>
/// The shortest decimal of a number of a type of at most 24 bits of significand, as <see cref="ShortestDigits"/> finds it. Everything that depends on the
/// exponent comes from a table, so that there is no branch, 0 and powers of two included.
/// </summary>
internal static class NarrowDigits
{
    /// <summary>Of float32.</summary>
    public static readonly Row[] Single = Table(8, 23);

    /// <summary>Of float16.</summary>
    public static readonly Row[] Half = Table(5, 10);

    /// <summary>Of bfloat16.</summary>
    public static readonly Row[] BrainFloat = Table(8, 7);

    /// <summary>Of float8_e4m3fn.</summary>
    public static readonly Row[] E4M3 = Table(4, 3);

    /// <summary>Of float8_e5m2.</summary>
    public static readonly Row[] E5M2 = Table(5, 2);

    /// <summary>The digits of a finite number.</summary>
    /// <param name="magnitude">Its bits but the sign.</param>
    /// <param name="fractionBits">How many of them are the fraction.</param>
    /// <param name="table">That of the type.</param>
    /// <returns>At most nine digits, perhaps with zeros at the end, and the power of ten of the last of them; of 0 both 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Digits, int Power) Of(uint magnitude, int fractionBits, Row[] table)
    {
        uint fraction = magnitude & ((1u << fractionBits) - 1);
        uint exponent = magnitude >> fractionBits;
        ref readonly Row row = ref table[(2 * exponent) + (fraction == 0 ? 1u : 0)];
        uint center = (fraction | row.Hidden) << row.Shift;
        uint odd = fraction & 1;
        uint lower = Scale(row.Scale, center - row.Below) + odd;
        uint value = Scale(row.Scale, center);
        uint upper = Scale(row.Scale, center + row.Above) - odd;
        return ((uint)ShortestDigits.Choose(lower, value, upper), row.Power);
    }

    // The upper bits of the product; the last one stands for whatever is below it ("rounded to odd").
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Scale(ulong scale, uint number)
    {
        ulong product = ((scale >> 32) * number) + (((uint)scale * (ulong)number) >> 32);
        return (uint)(product >> 32) | ((uint)product > 1 ? 1u : 0);
    }

    // Two rows an exponent: the other one for a fraction of 0.
    private static Row[] Table(int exponentBits, int fractionBits)
    {
        Row[] table = new Row[2 << exponentBits];
        int least = 2 - (1 << (exponentBits - 1)) - fractionBits;
        for (int exponent = 0; exponent < 1 << exponentBits; exponent++)
        {
            uint hidden = exponent > 0 ? 1u << fractionBits : 0;
            int last = least + Math.Max(0, exponent - 1);
            table[2 * exponent] = Row.Of(last, hidden, false);
            table[(2 * exponent) + 1] = exponent > 0 ? Row.Of(last, hidden, exponent > 1) : default;
        }

        return table;
    }

    /// <summary>The values that depend on the exponent. The row of 0 is all 0, and so are its digits.</summary>
    /// <param name="Scale">The upper bits of the power of ten.</param>
    /// <param name="Hidden">The bit of the significand that is not stored.</param>
    /// <param name="Shift">By how many bits the significand is shifted.</param>
    /// <param name="Below">Half the way to the number below, shifted.</param>
    /// <param name="Above">Half the way to the number above, shifted.</param>
    /// <param name="Power">The power of ten of the last digit.</param>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Row(ulong Scale, uint Hidden, byte Shift, byte Below, byte Above, sbyte Power)
    {
        /// <summary>The row for the exponent of the last bit.</summary>
        public static Row Of(int last, uint hidden, bool isLowerNearer)
        {
            int power = ShortestDigits.PowerOf(last, isLowerNearer);
            int shift = ShortestDigits.ShiftOf(last, power);
            return new(PowersOfTen.Upper64(-power), hidden, (byte)(shift + 2), (byte)((isLowerNearer ? 1 : 2) << shift), (byte)(2 << shift), (sbyte)power);
        }
    }
}
