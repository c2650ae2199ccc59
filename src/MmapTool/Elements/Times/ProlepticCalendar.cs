using System.Numerics;

namespace MmapTool.Elements;

/// <summary>
/// Counts of a unit and the instants that they stand for: attoseconds (10^-18 s) since 1970-01-01T00:00. The calendar is the Gregorian one, carried back
/// before 1582 and through a year 0, without leap seconds, as NumPy has it.
/// </summary>
internal static class ProlepticCalendar
{
    /// <summary>The count that stands for no time at all, NumPy's NaT.</summary>
    public const long NaT = long.MinValue;

    // The calendar repeats itself after so many years, of which the platform's dates hold a whole period from the year 2000 on.
    private const int Period = 400;
    private const int DaysOfPeriod = 146_097;
    private const int FirstYear = 2000;
    private static readonly int FirstDay = new DateOnly(FirstYear, 1, 1).DayNumber;
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Attoseconds of a second.</summary>
    public static Int128 Second => 1_000_000_000_000_000_000;

    /// <summary>Attoseconds of a day.</summary>
    public static Int128 Day => 86_400 * Second;

    /// <summary>How many of a scale from seconds on a second has.</summary>
    public static long PerSecond(TimeScale scale)
    {
        long count = 1;
        for (TimeScale finer = TimeScale.Second; finer < scale; finer++)
        {
            count *= 1000;
        }

        return count;
    }

    /// <summary>The quotient rounded down, and the rest from 0 on.</summary>
    public static (Int128 Quotient, Int128 Remainder) Floor(Int128 dividend, Int128 divisor)
    {
        (Int128 quotient, Int128 rest) = Int128.DivRem(dividend, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    /// <inheritdoc cref="Floor(Int128, Int128)"/>
    public static (BigInteger Quotient, BigInteger Remainder) Floor(BigInteger dividend, BigInteger divisor)
    {
        (BigInteger quotient, BigInteger rest) = BigInteger.DivRem(dividend, divisor);
        return rest.Sign < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    /// <summary>The date of a day since 1970-01-01.</summary>
    public static (Int128 Year, int Month, int Day) DateOf(Int128 days)
    {
        (Int128 period, Int128 within) = Floor(days + Epoch - FirstDay, DaysOfPeriod);
        DateOnly date = DateOnly.FromDayNumber(FirstDay + (int)within);
        return ((period * Period) + date.Year, date.Month, date.Day);
    }

    /// <summary>The day since 1970-01-01 of a date; <see langword="null"/> where its month has no such day.</summary>
    public static Int128? DaysOf(Int128 year, int month, int day)
    {
        (Int128 period, Int128 within) = Floor(year - FirstYear, Period);
        int like = FirstYear + (int)within;
        return month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(like, month)
            ? null
            : (period * DaysOfPeriod) + new DateOnly(like, month, day).DayNumber - Epoch;
    }

    /// <summary>The instant at which a count of a unit begins.</summary>
    public static BigInteger Instant(BigInteger count, TimeUnit unit)
    {
        if (!unit.IsCalendar)
        {
            return count * (BigInteger)unit.Size;
        }

        (BigInteger year, BigInteger month) = Floor(count * (BigInteger)unit.Size, 12);
        return (BigInteger)DaysOf((Int128)(year + 1970), (int)month + 1, 1)!.Value * (BigInteger)Day;
    }

    /// <summary>The last count of a unit that begins at an instant or before it, and whether it begins at it.</summary>
    public static (BigInteger Count, bool IsExact) Count(BigInteger instant, TimeUnit unit)
    {
        if (!unit.IsCalendar)
        {
            (BigInteger count, BigInteger rest) = Floor(instant, (BigInteger)unit.Size);
            return (count, rest.IsZero);
        }

        (BigInteger days, BigInteger time) = Floor(instant, (BigInteger)Day);
        (Int128 year, int month, int day) = DateOf((Int128)days);
        (BigInteger whole, BigInteger months) = Floor((((BigInteger)year - 1970) * 12) + month - 1, (BigInteger)unit.Size);
        return (whole, time.IsZero && day == 1 && months.IsZero);
    }
}
