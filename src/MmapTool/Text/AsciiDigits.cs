using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>Digits by eights: eight of them are one word, worked out together. The platform's formatting goes by twos, and an element costs it a call.</summary>
internal static class AsciiDigits
{
    /// <summary>What makes digits characters.</summary>
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
    /// <param name="destination">At least 24 bytes, all of which may be written to.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ulong number, Span<byte> destination)
    {
        if (number < HundredMillion)
        {
            return WriteFirst((uint)number, destination);
        }

        (ulong upper, ulong low) = Math.DivRem(number, HundredMillion);
        int length;
        if (upper < HundredMillion)
        {
            length = WriteFirst((uint)upper, destination);
        }
        else
        {
            (ulong top, ulong middle) = Math.DivRem(upper, HundredMillion);
            length = WriteFirst((uint)top, destination);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[length..], Eight((uint)middle) | Zeros);
            length += 8;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(destination[length..], Eight((uint)low) | Zeros);
        return length + 8;
    }

    /// <inheritdoc cref="Write(ulong, Span{byte})"/>
    public static int Write(long number, Span<byte> destination)
    {
        if (number >= 0)
        {
            return Write((ulong)number, destination);
        }

        destination[0] = (byte)'-';
        return 1 + Write(unchecked((ulong)-number), destination[1..]);
    }

    // Without the zeros in front, except the last digit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteFirst(uint number, Span<byte> destination)
    {
        ulong digits = Eight(number);
        int zeros = BitOperations.TrailingZeroCount(digits | (1ul << 56)) >> 3;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, (digits | Zeros) >> (8 * zeros));
        return 8 - zeros;
    }
}
