using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>Digits in groups of eight: one word holds eight digits, which are computed together. The platform's formatting makes two at a time, and needs a call for each element.</summary>
internal static class AsciiDigits
{
    /// <summary>Eight characters <c>0</c>: or-ed with eight digits, they make them characters.</summary>
    public const ulong Zeros = 0x3030_3030_3030_3030;

    private const uint Hundred = 100;
    private const uint TenThousand = 10_000;
    private const uint HundredMillion = 100_000_000;

    /// <summary>Eight digits, each a byte from 0 to 9, the first one lowest.</summary>
    /// <param name="number">Less than 100,000,000.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Eight(uint number)
    {
        uint high = number / TenThousand;
        ulong fours = high | ((ulong)(number - (high * TenThousand)) << 32);
        ulong hundreds = ((fours * 5243) >> 19) & 0x0000_007F_0000_007F;
        ulong twos = hundreds | ((fours - (hundreds * Hundred)) << 16);
        ulong tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((twos - (tens * 10)) << 8);
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="number">The integer.</param>
    /// <param name="destination">At least <see cref="FloatText.MaximumLength"/> bytes beyond the field, all of which may be written to.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong number, Span<byte> destination, int width) => Write(number, 0, destination, width);

    /// <inheritdoc cref="Write(ulong, Span{byte}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(long number, Span<byte> destination, int width)
    {
        long signs = number >> 63;
        return Write((ulong)((number ^ signs) - signs), (int)-signs, destination, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Write(ulong magnitude, int sign, Span<byte> destination, int width)
    {
        if (magnitude >= HundredMillion)
        {
            return WriteLong(magnitude, sign, destination, width);
        }

        // Without the zeros in front, except the last digit.
        ulong digits = Eight((uint)magnitude);
        int zeros = BitOperations.TrailingZeroCount(digits | (1ul << 56)) >> 3;
        int length = sign + 8 - zeros;
        int start = Field.Begin(destination, width, length);
        destination[start] = (byte)'-';
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + sign)..], (digits | Zeros) >> (8 * zeros));
        return start + length;
    }

    // Up to twenty digits: all are made, and those that begin with a zero are left out.
    private static int WriteLong(ulong magnitude, int sign, Span<byte> destination, int width)
    {
        (ulong upper, ulong lower) = Math.DivRem(magnitude, HundredMillion);
        ulong low = Eight((uint)lower) | Zeros;
        if (upper < HundredMillion)
        {
            ulong first = Eight((uint)upper);
            int zeros = BitOperations.TrailingZeroCount(first) >> 3;
            int length = sign + 16 - zeros;
            int start = Field.Begin(destination, width, length);
            destination[start] = (byte)'-';
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + sign)..], (first | Zeros) >> (8 * zeros));
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + length - 8)..], low);
            return start + length;
        }
        else
        {
            (ulong top, ulong middle) = Math.DivRem(upper, HundredMillion);
            ulong first = Eight((uint)top);
            int zeros = BitOperations.TrailingZeroCount(first) >> 3;
            int length = sign + 24 - zeros;
            int start = Field.Begin(destination, width, length);
            destination[start] = (byte)'-';
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + sign)..], (first | Zeros) >> (8 * zeros));
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + length - 16)..], Eight((uint)middle) | Zeros);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(start + length - 8)..], low);
            return start + length;
        }
    }
}
