using System.Buffers.Text;
using System.Globalization;

namespace MmapTool.Text;

/// <summary>
/// Floating-point numbers as the shortest decimal that reads back to the same value in their own type, spelled as Python's
/// <c>repr</c> spells a float: <c>1.0</c>, <c>0.0001</c>, <c>1e-05</c>, <c>1e+16</c> (CPython's format code <c>r</c>).
/// </summary>
internal static class FloatText
{
    /// <summary>The most characters that a number takes, <c>-2.2250738585072014e-308</c>.</summary>
    public const int MaximumLength = 32;

    /// <returns>Bytes written.</returns>
    public static int Write(double finite, Span<byte> destination)
    {
        finite.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);

        // .NET 10 gives 2^-25 and 2^-958 a digit too few, which reads back to the number below. All other powers of two are right, and
        // away from them there is no such asymmetry.
        bool isPowerOfTwo = (BitConverter.DoubleToUInt64Bits(finite) & 0xF_FFFF_FFFF_FFFF) == 0;
        if (isPowerOfTwo && length > 16 && double.Parse(destination[..length], CultureInfo.InvariantCulture) != finite)
        {
            finite.TryFormat(destination, out length, "E16", CultureInfo.InvariantCulture);
        }

        return Respell(destination, length);
    }

    /// <returns>Bytes written.</returns>
    public static int Write(float finite, Span<byte> destination)
    {
        finite.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
        return Respell(destination, length);
    }

    /// <summary>Significant digits as Python lays them out.</summary>
    /// <param name="digits">ASCII digits, the first and last of them not 0 unless it is the only one.</param>
    /// <param name="exponent">The power of ten of the first digit.</param>
    /// <param name="negative">Whether there is a minus sign.</param>
    /// <param name="destination">Not overlapping the digits.</param>
    /// <returns>Bytes written.</returns>
    public static int Lay(ReadOnlySpan<byte> digits, int exponent, bool negative, Span<byte> destination)
    {
        int position = 0;
        if (negative)
        {
            destination[position++] = (byte)'-';
        }

        if (exponent is < -4 or >= 16)
        {
            destination[position++] = digits[0];
            if (digits.Length > 1)
            {
                destination[position++] = (byte)'.';
                digits[1..].CopyTo(destination[position..]);
                position += digits.Length - 1;
            }

            destination[position++] = (byte)'e';
            destination[position++] = exponent < 0 ? (byte)'-' : (byte)'+';
            Utf8Formatter.TryFormat(Math.Abs(exponent), destination[position..], out int written, new('D', 2));
            return position + written;
        }

        if (exponent < 0)
        {
            destination[position++] = (byte)'0';
            destination[position++] = (byte)'.';
            destination.Slice(position, -exponent - 1).Fill((byte)'0');
            position += -exponent - 1;
            digits.CopyTo(destination[position..]);
            return position + digits.Length;
        }

        int whole = Math.Min(exponent + 1, digits.Length);
        digits[..whole].CopyTo(destination[position..]);
        destination.Slice(position + whole, exponent + 1 - whole).Fill((byte)'0');
        position += exponent + 1;
        destination[position++] = (byte)'.';
        if (whole == digits.Length)
        {
            destination[position++] = (byte)'0';
            return position;
        }

        digits[whole..].CopyTo(destination[position..]);
        return position + digits.Length - whole;
    }

    /// <summary>The text without a final <c>.0</c>.</summary>
    public static ReadOnlySpan<byte> WithoutFraction(ReadOnlySpan<byte> text) => text.EndsWith(".0"u8) ? text[..^2] : text;

    // The platform's shortest text has the same digits. It has no '.0', and where it goes over to an exponent, E+16, depends on the
    // number of digits too.
    private static int Respell(Span<byte> text, int length)
    {
        int sign = text[0] == (byte)'-' ? 1 : 0;
        int mark = text[..length].IndexOfAny((byte)'E', (byte)'.');
        int whole = mark < 0 ? length : mark;
        int power = mark < 0 ? -1 : text[mark..length].IndexOf((byte)'E');
        if (power < 0 && whole - sign <= 16)
        {
            if (mark >= 0)
            {
                return length;
            }

            ".0"u8.CopyTo(text[length..]);
            return length + 2;
        }

        int end = power < 0 ? length : mark + power;
        Span<byte> digits = stackalloc byte[MaximumLength];
        int count = 0;
        foreach (byte character in text[sign..end])
        {
            if (character != (byte)'.')
            {
                digits[count++] = character;
            }
        }

        int exponent = power < 0 ? whole - sign - 1 : int.Parse(text[(end + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Lay(digits[..count].TrimEnd((byte)'0'), exponent, sign != 0, text);
    }
}
