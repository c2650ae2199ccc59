using System.Buffers.Binary;
using System.Numerics;
using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>Times to and from their bytes and from objects, exactly or not at all.</summary>
internal static class TimeValues
{
    /// <summary>How a date is to be written, for errors.</summary>
    public const string Spelling = "a date such as \"2026-01-02\" or \"2026-01-02T03:04:05.678\", or \"NaT\"";

    /// <summary>The count of an element.</summary>
    public static long Read(ElementType type, ReadOnlySpan<byte> element) =>
        type.ByteOrder == ByteOrder.Big ? BinaryPrimitives.ReadInt64BigEndian(element) : BinaryPrimitives.ReadInt64LittleEndian(element);

    /// <summary>Stores a count.</summary>
    public static void Write(ElementType type, long count, Span<byte> element)
    {
        if (type.ByteOrder == ByteOrder.Big)
        {
            BinaryPrimitives.WriteInt64BigEndian(element, count);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(element, count);
        }
    }

    /// <summary>The object of an element.</summary>
    public static object Decode(ElementType type, ReadOnlySpan<byte> element) => type.Kind == ElementKind.DateTime
        ? new DateTime64(Read(type, element), type.Unit!.Value)
        : new TimeDelta64(Read(type, element), type.Unit!.Value);

    /// <summary>Whether two dates are the same instant, or two lengths of time equally long, whatever their units; NaT equals nothing, years and months no days.</summary>
    public static bool AreEqual(object left, object? right) => (left, right) switch
    {
        (DateTime64 { IsNaT: false } one, DateTime64 { IsNaT: false } other) => one == other || (one.Unit != other.Unit && ProlepticCalendar.Instant(one.Count, one.Unit) == ProlepticCalendar.Instant(other.Count, other.Unit)),
        (TimeDelta64 { IsNaT: false } one, TimeDelta64 { IsNaT: false } other) => one == other
            || (one.Unit.IsCalendar == other.Unit.IsCalendar && (BigInteger)one.Count * (BigInteger)one.Unit.Size == (BigInteger)other.Count * (BigInteger)other.Unit.Size),
        _ => false,
    };

    /// <summary>The count that a text stands for.</summary>
    /// <exception cref="ValueException">It is no date, or the unit has no such one.</exception>
    public static long ParseDate(string text, TimeUnit unit) =>
        text == "NaT" ? ProlepticCalendar.NaT
        : IsoTime.TryParse(text, out BigInteger instant) ? CountOf(instant, unit, $"\"{text}\"")
        : throw new ValueException($"\"{text}\" is no date; write {Spelling}");

    /// <summary>The count of a date's unit that an object stands for.</summary>
    /// <exception cref="ValueException">It stands for none.</exception>
    public static long DateOf(object? value, ElementType type)
    {
        TimeUnit unit = type.Unit!.Value;
        return value switch
        {
            DateTime64 { IsNaT: true } => ProlepticCalendar.NaT,
            DateTime64 date => date.Unit == unit ? date.Count : CountOf(ProlepticCalendar.Instant(date.Count, date.Unit), unit, date.ToString()),
            string text => ParseDate(text, unit),
            DateTime time => CountOf(Ticks(time.Ticks), unit, $"{time:O}"),
            DateTimeOffset time => CountOf(Ticks(time.UtcTicks), unit, $"{time:O}"),
            DateOnly day => CountOf(Ticks(day.ToDateTime(default).Ticks), unit, $"{day:O}"),
            _ => throw new ValueException($"{value ?? "nothing"} does not fit {type}: it takes a DateTime64, a DateTime, a DateOnly, or {Spelling}"),
        };
    }

    /// <summary>The count of a difference's unit that an object stands for.</summary>
    /// <exception cref="ValueException">It stands for none.</exception>
    public static long DeltaOf(object? value, ElementType type)
    {
        TimeUnit unit = type.Unit!.Value;
        return value switch
        {
            TimeDelta64 { IsNaT: true } or "NaT" => ProlepticCalendar.NaT,
            TimeDelta64 delta when delta.Unit == unit => delta.Count,
            TimeDelta64 delta when delta.Unit.IsCalendar == unit.IsCalendar => Whole((BigInteger)delta.Count * (BigInteger)delta.Unit.Size, unit, delta.ToString()),
            TimeSpan span when !unit.IsCalendar => Whole((BigInteger)span.Ticks * PerTick, unit, $"{span:c}"),
            _ when ExactNumber.TryFrom(value, out ExactNumber number) && number.IsInteger && Int128.Abs(number.Integer) <= long.MaxValue => (long)number.Integer,
            _ => throw new ValueException($"{value ?? "nothing"} does not fit {type}: it takes an integer, how many {unit}, a TimeSpan or a TimeDelta64"),
        };
    }

    // A hundred nanoseconds.
    private static BigInteger PerTick => (BigInteger)(ProlepticCalendar.Second / TimeSpan.TicksPerSecond);

    private static BigInteger Ticks(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) * PerTick;

    private static long CountOf(BigInteger instant, TimeUnit unit, string text)
    {
        (BigInteger count, bool isExact) = ProlepticCalendar.Count(instant, unit);
        return Checked(count, isExact, unit, text);
    }

    private static long Whole(BigInteger attoseconds, TimeUnit unit, string text)
    {
        (BigInteger count, BigInteger rest) = ProlepticCalendar.Floor(attoseconds, (BigInteger)unit.Size);
        return Checked(count, rest.IsZero, unit, text);
    }

    private static long Checked(BigInteger count, bool isExact, TimeUnit unit, string text) =>
        !isExact ? throw new ValueException($"{text} is no whole number of {unit}")
        : BigInteger.Abs(count) <= long.MaxValue ? (long)count
        : throw new ValueException($"{text} is out of the range that 64 bits of {unit} have");
}
