using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmapTool.Text;

/// <summary>
/// Floating-point numbers as the shortest decimal that reads back to the same value in their own type. They are spelled as Python's <c>repr</c> spells a
/// float: <c>1.0</c>, <c>0.0001</c>, <c>1e-05</c>, <c>1e+16</c> (CPython's format code <c>r</c>).
/// </summary>
internal static class FloatText
{
    /// <summary>Room for a number: 24 characters, <c>-2.2250738585072014e-308</c>, and what is stored beyond as digits are stored by eights.</summary>
    public const int MaximumLength = 32;

    /// <summary>From here on an exponent is written.</summary>
    public const int LargeExponent = 16;

    /// <summary>Below this an exponent is written.</summary>
    public const int SmallExponent = -4;

    private const int StoredBits = 52;
    private const uint EightDigits = 100_000_000;

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    ];

    /// <summary>Writes a finite float64.</summary>
    /// <param name="finite">The number.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes beyond the field, all of which may be written to.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(double finite, Span<byte> destination, int width)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(finite);
        int sign = (int)(bits >> 63);
        int exponent = (int)(bits >> StoredBits) & 0x7FF;
        ulong fraction = bits & ((1ul << StoredBits) - 1);
        if ((bits & ~(1ul << 63)) == 0)
        {
            return NineDigits.Write(0, 0, sign, destination, width);
        }

        (ulong digits, int power) = exponent == 0
            ? ShortestDigits.Of(fraction, -1074, false)
            : ShortestDigits.Of(fraction | (1ul << StoredBits), exponent - 1075, fraction == 0 && exponent > 1);
        return Lay(digits, power, sign, destination, width);
    }

    /// <summary>Writes a finite number of a type of at most 24 bits of significand.</summary>
    /// <param name="bits">The number.</param>
    /// <param name="exponentBits">Bits of the exponent.</param>
    /// <param name="fractionBits">Bits of the fraction.</param>
    /// <param name="table">That of the type.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes beyond the field, all of which may be written to.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(uint bits, int exponentBits, int fractionBits, NarrowDigits.Row[] table, Span<byte> destination, int width)
    {
        int sign = (int)(bits >> (exponentBits + fractionBits)) & 1;
        uint magnitude = bits & ((1u << (exponentBits + fractionBits)) - 1);
        (uint digits, int power) = NarrowDigits.Of(magnitude, fractionBits, table);
        (uint nine, int exponent) = NineDigits.Align(digits, power);
        return NineDigits.Has(exponent) ? NineDigits.Write(nine, exponent, sign, destination, width) : Lay(digits, power, sign, destination, width);
    }

    /// <summary>The text without a final <c>.0</c>.</summary>
    public static ReadOnlySpan<byte> WithoutFraction(ReadOnlySpan<byte> text) => text.EndsWith(".0"u8) ? text[..^2] : text;

    // Digits times a power of ten: at most 17 digits, lined up to be 17, of which as many count as are not zeros at the end.
    private static int Lay(ulong digits, int power, int sign, Span<byte> destination, int width)
    {
        int estimate = ((64 - BitOperations.LeadingZeroCount(digits)) * 1233) >> 12;
        int length = estimate + (digits >= Powers[estimate] ? 1 : 0);
        int exponent = power + length - 1;
        (ulong nine, ulong lower) = Math.DivRem(digits * Powers[17 - length], EightDigits);
        if (lower == 0 && NineDigits.Has(exponent))
        {
            return NineDigits.Write((uint)nine, exponent, sign, destination, width);
        }

        uint first = (uint)(nine / EightDigits);
        ulong head = AsciiDigits.Eight((uint)(nine - ((ulong)first * EightDigits)));
        ulong tail = AsciiDigits.Eight((uint)lower);
        int count = tail != 0 ? 17 - (BitOperations.LeadingZeroCount(tail) >> 3) : 9 - (BitOperations.LeadingZeroCount(head) >> 3);
        bool isScientific = exponent is >= LargeExponent or < SmallExponent;
        length = isScientific ? count + (count > 1 ? 1 : 0) + (Math.Abs(exponent) >= 100 ? 5 : 4)
            : exponent < 0 ? 1 - exponent + count
            : Math.Max(count, exponent + 2) + 1;
        int start = Field.Begin(destination, width, sign + length);
        destination[start] = (byte)'-';
        Span<byte> text = destination[(start + sign)..];
        byte digit = (byte)(first + '0');
        head |= AsciiDigits.Zeros;
        tail |= AsciiDigits.Zeros;
        if (isScientific)
        {
            PlaceScientific(digit, head, tail, count, exponent, text);
        }
        else if (exponent < 0)
        {
            PlaceFraction(digit, head, tail, exponent, text);
        }
        else
        {
            PlaceNumber(digit, head, tail, exponent, text);
        }

        return start + sign + length;
    }

    // The first digit, then eight and eight more. Whole words are stored, the last ones first, so that each word overwrites the surplus of the word before.
    private static void PlaceScientific(byte digit, ulong head, ulong tail, int count, int exponent, Span<byte> text)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(text[2..], head);
        BinaryPrimitives.WriteUInt64LittleEndian(text[10..], tail);
        text[1] = (byte)'.';
        text[0] = digit;
        WriteExponent(exponent, text[(count == 1 ? 1 : count + 1)..]);
    }

    private static void PlaceFraction(byte digit, ulong head, ulong tail, int exponent, Span<byte> text)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(text, AsciiDigits.Zeros & ~0xFFFFul | 0x2E30);
        text = text[(1 - exponent)..];
        BinaryPrimitives.WriteUInt64LittleEndian(text[9..], tail);
        BinaryPrimitives.WriteUInt64LittleEndian(text[1..], head);
        text[0] = digit;
    }

    // The fraction one to the right, then over it the digits before the point, and the point.
    private static void PlaceNumber(byte digit, ulong head, ulong tail, int exponent, Span<byte> text)
    {
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
    }

    // A point before the character with this number, among eight characters. The last character is lost.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Insert(ulong characters, int point)
    {
        ulong before = (1ul << (8 * point)) - 1;
        return (characters & before) | ((characters & ~before) << 8) | ((ulong)'.' << (8 * point));
    }

    private static void WriteExponent(int exponent, Span<byte> text)
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
    }
}
