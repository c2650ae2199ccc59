using System.Globalization;
using System.Numerics;
using System.Text;

namespace MmapTool.Elements;

/// <summary>Dates as ISO 8601 text, as far as their unit goes, exactly as NumPy's <c>datetime_as_string</c> writes them: <c>2026-01</c>, <c>2026-01-02T03:04:05.678</c>.</summary>
internal static class IsoTime
{
    /// <summary>More bytes than any text takes: a year of up to 30 digits, and 34 characters behind it.</summary>
    public const int MaximumLength = 80;

    // A year of more digits lies beyond every unit.
    private const int MostDigits = 30;
    private const int FinestDigits = 18;

    /// <summary>Writes a date, <c>NaT</c> for none.</summary>
    /// <param name="count">The count.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="text">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(long count, TimeUnit unit, Span<byte> text)
    {
        if (count == ProlepticCalendar.NaT)
        {
            "NaT"u8.CopyTo(text);
            return 3;
        }

        Int128 total = (Int128)count * unit.Multiple;
        switch (unit.Scale)
        {
            case TimeScale.Year:
                return Year(total + 1970, text);
            case TimeScale.Month:
                (Int128 year, Int128 month) = ProlepticCalendar.Floor(total, 12);
                int length = Year(year + 1970, text);
                return Part((byte)'-', (int)month + 1, text, length);
            case TimeScale.Week:
                return Date(7 * total, text);
            case TimeScale.Day:
                return Date(total, text);
            default:
                long perSecond = ProlepticCalendar.PerSecond(unit.Scale);
                Int128 perDay = unit.Scale switch { TimeScale.Hour => 24, TimeScale.Minute => 1440, _ => (Int128)86_400 * perSecond };
                (Int128 days, Int128 rest) = ProlepticCalendar.Floor(total, perDay);
                return Time(unit.Scale, rest, perSecond, text, Date(days, text));
        }
    }

    /// <summary>The text of a date, <c>NaT</c> for none.</summary>
    public static string Format(long count, TimeUnit unit)
    {
        Span<byte> text = stackalloc byte[MaximumLength];
        return Encoding.ASCII.GetString(text[..Write(count, unit, text)]);
    }

    /// <summary>
    /// Reads a date as ISO 8601 and NumPy write it: <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c>, then <c>T</c> or a space and <c>hh</c>, <c>hh:mm</c>, <c>hh:mm:ss</c>,
    /// <c>hh:mm:ss.f</c> with up to 18 digits, <c>Z</c> at the end or not. Years before 0 and beyond 9999 have their sign and their digits.
    /// </summary>
    /// <param name="text">The text; NaT is none of these.</param>
    /// <param name="instant">Attoseconds since 1970.</param>
    /// <returns>Whether it is a date.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out BigInteger instant)
    {
        instant = default;
        bool hasSign = text is ['-' or '+', ..];
        ReadOnlySpan<char> rest = text[(hasSign ? 1 : 0)..];
        int digits = Digits(rest);
        if (digits < (hasSign ? 3 : 4) || digits > MostDigits)
        {
            return false;
        }

        Int128 year = Int128.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * (text[0] == '-' ? -1 : 1);
        rest = rest[digits..];
        (int month, int day) = (1, 1);
        bool isDate = !TryPart(ref rest, '-', out month, 1) || !TryPart(ref rest, '-', out day, 1);
        if (ProlepticCalendar.DaysOf(year, month, day) is not { } days)
        {
            return false;
        }

        instant = (BigInteger)days * (BigInteger)ProlepticCalendar.Day;
        if (rest.IsEmpty || isDate)
        {
            return rest.IsEmpty;
        }

        if (rest[0] is not ('T' or ' ') || !TryPart(ref rest, rest[0], out int hour, 0) || hour > 23)
        {
            return false;
        }

        (int minute, int second) = (0, 0);
        Int128 fraction = 0;
        if (TryPart(ref rest, ':', out minute, 0) && TryPart(ref rest, ':', out second, 0) && rest is ['.', ..] && !TryFraction(ref rest, out fraction))
        {
            return false;
        }

        instant += (BigInteger)((((((hour * 60) + minute) * 60) + second) * ProlepticCalendar.Second) + fraction);
        return minute < 60 && second < 60 && rest is "" or "Z";
    }

    // Two digits behind a mark. A missing part has its least value.
    private static bool TryPart(ref ReadOnlySpan<char> text, char mark, out int value, int least)
    {
        value = least;
        if (text.Length < 3 || text[0] != mark || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[2]))
        {
            return false;
        }

        value = ((text[1] - '0') * 10) + text[2] - '0';
        text = text[3..];
        return true;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length : end;

    private static bool TryFraction(ref ReadOnlySpan<char> text, out Int128 fraction)
    {
        text = text[1..];
        int digits = Digits(text);
        fraction = 0;
        for (int index = 0; index < FinestDigits; index++)
        {
            fraction = (fraction * 10) + (index < digits ? text[index] - '0' : 0);
        }

        bool isFine = digits is > 0 and <= FinestDigits;
        text = text[digits..];
        return isFine;
    }

    private static int Date(Int128 days, Span<byte> text)
    {
        (Int128 year, int month, int day) = ProlepticCalendar.DateOf(days);
        int length = Part((byte)'-', month, text, Year(year, text));
        return Part((byte)'-', day, text, length);
    }

    private static int Time(TimeScale scale, Int128 rest, long perSecond, Span<byte> text, int length)
    {
        // A part of a day: hours, minutes, seconds or a fraction of a second.
        if (scale == TimeScale.Hour)
        {
            return Part((byte)'T', (int)rest, text, length);
        }

        (Int128 whole, Int128 fraction) = scale == TimeScale.Minute ? (rest * 60, 0) : ProlepticCalendar.Floor(rest, perSecond);
        int seconds = (int)whole;
        length = Part((byte)'T', seconds / 3600, text, length);
        length = Part((byte)':', seconds / 60 % 60, text, length);
        if (scale == TimeScale.Minute)
        {
            return length;
        }

        length = Part((byte)':', seconds % 60, text, length);
        if (scale > TimeScale.Second)
        {
            text[length++] = (byte)'.';
            int digits = 3 * (scale - TimeScale.Second);
            long left = (long)fraction;
            for (int index = digits - 1; index >= 0; index--)
            {
                (left, long digit) = Math.DivRem(left, 10);
                text[length + index] = (byte)('0' + digit);
            }

            length += digits;
        }

        return length;
    }

    // C's %04d, as NumPy has it: the sign counts.
    private static int Year(Int128 year, Span<byte> text)
    {
        int sign = year < 0 ? 1 : 0;
        text[0] = (byte)'-';
        Int128.Abs(year).TryFormat(text[sign..], out int digits, sign == 1 ? "D3" : "D4", CultureInfo.InvariantCulture);
        return sign + digits;
    }

    private static int Part(byte mark, int value, Span<byte> text, int length)
    {
        text[length] = mark;
        text[length + 1] = (byte)('0' + (value / 10));
        text[length + 2] = (byte)('0' + (value % 10));
        return length + 3;
    }
}
