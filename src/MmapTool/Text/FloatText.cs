using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>
/// Floating-point numbers as the shortest decimal that reads back to the same value in their own type, spelled as Python's
/// <c>repr</c> spells a float: <c>1.0</c>, <c>0.0001</c>, <c>1e-05</c>, <c>1e+16</c> (CPython's format code <c>r</c>).
/// </summary>
internal static class FloatText
{
    /// <summary>Room for a number: 24 characters, <c>-2.2250738585072014e-308</c>, and what is stored beyond as digits are stored by eights.</summary>
    public const int MaximumLength = 32;

    // From the one on, and below the other, an exponent is written.
    private const int LargeExponent = 16;
    private const int SmallExponent = -4;

    private const int StoredBits = 52;
    private const uint EightDigits = 100_000_000;

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    ];

    /// <summary>Writes a finite float64.</summary>
    /// <param name="finite">The number.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes, all of which may be written to.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(double finite, Span<byte> destination)
    {
        (int start, int exponent, ulong fraction) = Start(finite, destination);
        if (exponent == 0)
        {
            if (fraction == 0)
            {
                return Zero(start, destination);
            }

            (ulong small, int smallPower) = ShortestDigits.Of(fraction, -1074, false);
            return Lay(small, smallPower, start, destination);
        }

        (ulong digits, int power) = ShortestDigits.Of(fraction | (1ul << StoredBits), exponent - 1075, fraction == 0 && exponent > 1);
        return Lay(digits, power, start, destination);
    }

    /// <summary>Writes a finite value of a type of at most 24 bits of significand.</summary>
    /// <param name="finite">The number.</param>
    /// <param name="precision">Bits of the type's significands, with the hidden one.</param>
    /// <param name="least">The exponent of two of its smallest number.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes, all of which may be written to.</param>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(double finite, int precision, int least, Span<byte> destination)
    {
        (int start, int exponent, ulong fraction) = Start(finite, destination);
        if (exponent == 0)
        {
            return Zero(start, destination);
        }

        // Every such number but 0 is a normal float64.
        exponent -= 1023;
        int last = Math.Max(exponent - (precision - 1), least);
        uint significand = (uint)((fraction | (1ul << StoredBits)) >> (StoredBits - exponent + last));
        (ulong digits, int power) = ShortestDigits.Of(significand, last, significand == 1u << (precision - 1) && last > least);
        return Lay(digits, power, start, destination);
    }

    /// <summary>The text without a final <c>.0</c>.</summary>
    public static ReadOnlySpan<byte> WithoutFraction(ReadOnlySpan<byte> text) => text.EndsWith(".0"u8) ? text[..^2] : text;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Start, int Exponent, ulong Fraction) Start(double finite, Span<byte> destination)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(finite);
        destination[0] = (byte)'-';
        return ((int)(bits >> 63), (int)(bits >> StoredBits) & 0x7FF, bits & ((1ul << StoredBits) - 1));
    }

    private static int Zero(int start, Span<byte> destination)
    {
        "0.0"u8.CopyTo(destination[start..]);
        return start + 3;
    }

    // Digits times a power of ten: at most 17 digits, lined up to be 9 or 17.
    private static int Lay(ulong digits, int power, int start, Span<byte> destination)
    {
        int estimate = ((64 - BitOperations.LeadingZeroCount(digits)) * 1233) >> 12;
        int length = estimate + (digits >= Powers[estimate] ? 1 : 0);
        int exponent = power + length - 1;
        if (length <= 9)
        {
            uint nine = (uint)(digits * Powers[9 - length]);
            uint first = nine / EightDigits;
            ulong head = AsciiDigits.Eight(nine - (first * EightDigits));
            return Place(first, head, 0, 9 - (BitOperations.LeadingZeroCount(head) >> 3), exponent, start, destination);
        }
        else
        {
            (ulong nine, ulong lower) = Math.DivRem(digits * Powers[17 - length], EightDigits);
            uint first = (uint)(nine / EightDigits);
            ulong head = AsciiDigits.Eight((uint)(nine - ((ulong)first * EightDigits)));
            ulong tail = AsciiDigits.Eight((uint)lower);
            int count = tail != 0 ? 17 - (BitOperations.LeadingZeroCount(tail) >> 3) : 9 - (BitOperations.LeadingZeroCount(head) >> 3);
            return Place(first, head, tail, count, exponent, start, destination);
        }
    }

    // The first digit, eight and eight more, of which as many count as are not zeros at the end. Whole words are stored, those further back
    // first, so that each mends what the one before has stored too much.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(uint first, ulong head, ulong tail, int count, int exponent, int start, Span<byte> destination)
    {
        Span<byte> text = destination[start..];
        head |= AsciiDigits.Zeros;
        tail |= AsciiDigits.Zeros;
        byte digit = (byte)(first + '0');
        if (exponent is >= LargeExponent or < SmallExponent)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(text[2..], head);
            BinaryPrimitives.WriteUInt64LittleEndian(text[10..], tail);
            text[1] = (byte)'.';
            text[0] = digit;
            int end = count == 1 ? 1 : count + 1;
            return start + end + WriteExponent(exponent, text[end..]);
        }

        if (exponent < 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(text, AsciiDigits.Zeros & ~0xFFFFul | 0x2E30);
            text = text[(1 - exponent)..];
            BinaryPrimitives.WriteUInt64LittleEndian(text[9..], tail);
            BinaryPrimitives.WriteUInt64LittleEndian(text[1..], head);
            text[0] = digit;
            return start + 1 - exponent + count;
        }

        // The fraction one to the right, then over it the digits before the point, and the point.
        BinaryPrimitives.WriteUInt64LittleEndian(text[10..], tail);
        ulong digits = (head << 8) | digit;
        int point = exponent + 1;
        if (point < 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(text[2..], head);
            BinaryPrimitives.WriteUInt64LittleEndian(text, Insert(digits, point));
        }
        else if (point < 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(text, digits);
            BinaryPrimitives.WriteUInt64LittleEndian(text[8..], Insert((tail << 8) | (head >> 56), point - 8));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(text, digits);
            BinaryPrimitives.WriteUInt64LittleEndian(text[8..], (tail << 8) | (head >> 56));
            text[16] = (byte)'.';
        }

        return start + Math.Max(count, point + 1) + 1;
    }

    // A point before the character of this number, of eight, the last of which is lost.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Insert(ulong characters, int point)
    {
        ulong before = (1ul << (8 * point)) - 1;
        return (characters & before) | ((characters & ~before) << 8) | ((ulong)'.' << (8 * point));
    }

    private static int WriteExponent(int exponent, Span<byte> text)
    {
        uint magnitude = (uint)Math.Abs(exponent);
        text[0] = (byte)'e';
        text[1] = exponent < 0 ? (byte)'-' : (byte)'+';
        int position = 2;
        if (magnitude >= 100)
        {
            text[position++] = (byte)('0' + (magnitude / 100));
            magnitude %= 100;
        }

        text[position] = (byte)('0' + (magnitude / 10));
        text[position + 1] = (byte)('0' + (magnitude % 10));
        return position + 2;
    }
}
