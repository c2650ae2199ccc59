using System.Globalization;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// Dates of one unit to those of another, and lengths of time to others; years and months have no fixed length, so that lengths of them become only each other. NaT
/// stays NaT. A time that is no whole number of the new unit is refused under <see cref="CastValues.Exact"/>. The modes that round take the nearest, half to
/// even, and every other mode the one before, as NumPy does, also before 1970.
/// </summary>
internal sealed class TimeConversion
{
    private readonly ElementType from;
    private readonly ElementType to;
    private readonly CastValues mode;

    // The counts of the new unit in one old count, if that is the same fraction for all; else 0.
    private readonly long multiplier;
    private readonly long divisor = 1;

    /// <summary>A conversion.</summary>
    /// <param name="from">The type that elements have.</param>
    /// <param name="to">The type they get: see <see cref="IsDefined"/>.</param>
    /// <param name="mode">How times that do not fit are treated.</param>
    public TimeConversion(ElementType from, ElementType to, CastValues mode)
    {
        (this.from, this.to, this.mode) = (from, to, mode);
        (TimeUnit old, TimeUnit own) = (from.Unit!.Value, to.Unit!.Value);
        if (old.IsCalendar == own.IsCalendar)
        {
            BigInteger common = BigInteger.GreatestCommonDivisor((BigInteger)old.Size, (BigInteger)own.Size);
            (BigInteger more, BigInteger fewer) = ((BigInteger)old.Size / common, (BigInteger)own.Size / common);
            if (more <= long.MaxValue && fewer <= long.MaxValue)
            {
                (multiplier, divisor) = ((long)more, (long)fewer);
            }
        }
    }

    /// <summary>Whether one type's elements can become the other's.</summary>
    public static bool IsDefined(ElementType from, ElementType to) =>
        from.Unit is { } old && to.Unit is { } own && from.Kind == to.Kind && (from.Kind == ElementKind.DateTime || old.IsCalendar == own.IsCalendar);

    /// <summary>Converts packed elements, each in its type's own order.</summary>
    /// <exception cref="ElementException">One does not fit: the first such one.</exception>
    public void Convert(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int index = 0; index < source.Length / sizeof(long); index++)
        {
            long count = TimeValues.Read(from, source[(index * sizeof(long))..]);
            TimeValues.Write(to, Convert(count, index), destination[(index * sizeof(long))..]);
        }
    }

    private long Convert(long count, int position)
    {
        if (count == ProlepticCalendar.NaT)
        {
            return count;
        }

        if (multiplier > 0)
        {
            (Int128 whole, Int128 rest) = ProlepticCalendar.Floor((Int128)count * multiplier, divisor);
            if (rest == 0 && Int128.Abs(whole) <= long.MaxValue)
            {
                return (long)whole;
            }
        }

        return from.Kind == ElementKind.DateTime
            ? OfDate(to, ProlepticCalendar.Instant(count, from.Unit!.Value), mode, position, IsoTime.Format(count, from.Unit!.Value))
            : OfDelta(count, position);
    }

    /// <summary>The count of a date.</summary>
    /// <param name="type">The type of the element.</param>
    /// <param name="instant">The date, in attoseconds since 1970.</param>
    /// <param name="mode">How a date that does not fit is treated.</param>
    /// <param name="position">The element, for the error.</param>
    /// <param name="text">The date as it was given, for the error.</param>
    /// <exception cref="ElementException">The type has no such date.</exception>
    public static long OfDate(ElementType type, BigInteger instant, CastValues mode, int position, string text)
    {
        TimeUnit unit = type.Unit!.Value;
        (BigInteger count, bool isExact) = ProlepticCalendar.Count(instant, unit);
        if (!isExact)
        {
            BigInteger before = instant - ProlepticCalendar.Instant(count, unit);
            BigInteger behind = ProlepticCalendar.Instant(count + 1, unit) - instant;
            count = Whole(type, count, before.CompareTo(behind), mode, position, text);
        }

        return Fit(type, count, mode, position, text);
    }

    private long OfDelta(long count, int position) => Whole(
        count * (BigInteger)from.Unit!.Value.Size, (BigInteger)to.Unit!.Value.Size, position, string.Create(CultureInfo.InvariantCulture, $"{count} {from.Unit}"));

    /// <summary>The count of a length.</summary>
    /// <param name="length">The length, in attoseconds or in months.</param>
    /// <param name="size">The new unit in the same.</param>
    /// <param name="position">The element, for the error.</param>
    /// <param name="text">The length as it was given, for the error.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public long Whole(BigInteger length, BigInteger size, int position, string text)
    {
        (BigInteger whole, BigInteger rest) = ProlepticCalendar.Floor(length, size);
        whole = rest.IsZero ? whole : Whole(to, whole, (2 * rest).CompareTo(size), mode, position, text);
        return Fit(to, whole, mode, position, text);
    }

    // A fraction lies behind the count. The comparison with a half tells which side of the middle it is on.
    private static BigInteger Whole(ElementType type, BigInteger count, int half, CastValues mode, int position, string text)
    {
        if (mode == CastValues.Exact)
        {
            string near = BigInteger.Abs(count) <= long.MaxValue ? $" takes {Text(type, (long)count)}" : " takes the one before";
            throw new ElementException(position, $"{text} is no whole number of {type.Unit}, and {type} holds only those", $"; --cast-values truncate{near}");
        }

        return CastModes.Rounds(mode) && (half > 0 || (half == 0 && !count.IsEven)) ? count + 1 : count;
    }

    private static long Fit(ElementType type, BigInteger count, CastValues mode, int position, string text)
    {
        if (BigInteger.Abs(count) <= long.MaxValue)
        {
            return (long)count;
        }

        // -2^63 is NaT, so a number that would wrap to it has no result.
        NumberRange range = new(type);
        Int128 fitted = CastModes.IsStrict(mode)
            ? throw new ElementException(position, $"{text} does not fit {type} ({Text(type, -long.MaxValue)} to {Text(type, long.MaxValue)})", CastAdvice.Range(mode))
            : range.Fit(count, mode, position, text);
        return fitted == ProlepticCalendar.NaT ? throw new ElementException(position, $"{text} wraps to the number of NaT in {type}") : (long)fitted;
    }

    private static string Text(ElementType type, long count) => type.Kind == ElementKind.DateTime ? IsoTime.Format(count, type.Unit!.Value) : count.ToString(CultureInfo.InvariantCulture);
}
