using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>
/// Powers of ten as <see cref="ShortestDigits"/> needs them: the uppermost bits of each, rounded up, the highest of them 1. They are
/// worked out when the first float is written, in some microseconds.
/// </summary>
internal static class PowersOfTen
{
    /// <summary>The least power that a float64 needs.</summary>
    public const int Least = -292;

    /// <summary>The greatest power that a float64 needs.</summary>
    public const int Greatest = 324;

    // Those of float32 and bfloat16 lie within.
    private const int LeastNarrow = -40;
    private const int GreatestNarrow = 48;

    private static readonly UInt128[] Wide = Compute();
    private static readonly ulong[] Narrow = Shorten();

    /// <summary>The upper 128 bits of a power from <see cref="Least"/> to <see cref="Greatest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Upper128(int power) => Wide[power - Least];

    /// <summary>The upper 64 bits of a power that types of at most 32 bits need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Upper64(int power) => Narrow[power - LeastNarrow];

    // In 192 bits, cut off after every step. No power comes so near to a multiple of 2^-128 that some hundreds of such errors could
    // matter: the tests hold every entry against exact arithmetic.
    private static UInt128[] Compute()
    {
        UInt128[] table = new UInt128[Greatest - Least + 1];
        Words number = new(1ul << 63, 0, 0);
        for (int power = 0; power <= Greatest; power++)
        {
            table[power - Least] = number.RoundedUp;
            number = number.TimesFive();
        }

        number = new(1ul << 63, 0, 0);
        for (int power = -1; power >= Least; power--)
        {
            number = number.Fifth();
            table[power - Least] = number.RoundedUp;
        }

        return table;
    }

    private static ulong[] Shorten()
    {
        ulong[] table = new ulong[GreatestNarrow - LeastNarrow + 1];
        for (int index = 0; index < table.Length; index++)
        {
            UInt128 wide = Upper128(index + LeastNarrow);
            table[index] = (ulong)(wide >> 64) + ((ulong)wide != 0 ? 1ul : 0);
        }

        return table;
    }

    /// <summary>The upper 192 bits of a number, the highest of them 1; where the point is does not matter.</summary>
    private readonly record struct Words(ulong High, ulong Middle, ulong Low)
    {
        public UInt128 RoundedUp => new UInt128(High, Middle) + (Low != 0 ? 1u : 0u);

        public Words TimesFive()
        {
            UInt128 low = (UInt128)Low * 5;
            UInt128 middle = ((UInt128)Middle * 5) + (low >> 64);
            UInt128 high = ((UInt128)High * 5) + (middle >> 64);
            ulong carry = (ulong)(high >> 64);
            int extra = 64 - BitOperations.LeadingZeroCount(carry);
            return new(
                (carry << (64 - extra)) | ((ulong)high >> extra),
                ((ulong)high << (64 - extra)) | ((ulong)middle >> extra),
                ((ulong)middle << (64 - extra)) | ((ulong)low >> extra));
        }

        public Words Fifth()
        {
            // Eight fifths, then halved where that is more than the words hold.
            ulong top = High >> 61;
            (ulong high, ulong rest) = Divide(top % 5, (High << 3) | (Middle >> 61));
            (ulong middle, rest) = Divide(rest, (Middle << 3) | (Low >> 61));
            (ulong low, _) = Divide(rest, Low << 3);
            return top < 5 ? new(high, middle, low) : new((1ul << 63) | (high >> 1), (high << 63) | (middle >> 1), (middle << 63) | (low >> 1));
        }

        private static (ulong Quotient, ulong Left) Divide(ulong rest, ulong word)
        {
            (UInt128 quotient, UInt128 left) = UInt128.DivRem(new(rest, word), 5);
            return ((ulong)quotient, (ulong)left);
        }
    }
}
