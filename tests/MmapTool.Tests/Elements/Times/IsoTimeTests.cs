using System.Globalization;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Elements;

/// <summary>Dates as text. Within the years of .NET's dates these are the oracle; beyond them a date must read back from its own text.</summary>
public sealed class IsoTimeTests
{
    private static readonly (TimeScale Scale, long Ticks, string Format)[] Platform =
    [
        (TimeScale.Day, TimeSpan.TicksPerDay, "yyyy-MM-dd"),
        (TimeScale.Hour, TimeSpan.TicksPerHour, "yyyy-MM-ddTHH"),
        (TimeScale.Minute, TimeSpan.TicksPerMinute, "yyyy-MM-ddTHH:mm"),
        (TimeScale.Second, TimeSpan.TicksPerSecond, "yyyy-MM-ddTHH:mm:ss"),
        (TimeScale.Millisecond, TimeSpan.TicksPerMillisecond, "yyyy-MM-ddTHH:mm:ss.fff"),
        (TimeScale.Microsecond, TimeSpan.TicksPerMicrosecond, "yyyy-MM-ddTHH:mm:ss.ffffff"),
    ];

    [Test]
    public void Dates_within_the_platforms_years_are_written_and_read_as_by_it() => Seeds.Each(2000, seed =>
    {
        Random random = new(seed);
        (TimeScale scale, long ticks, string format) = Platform[random.Next(Platform.Length)];
        long count = (random.NextInt64(DateTime.MaxValue.Ticks) - DateTime.UnixEpoch.Ticks) / ticks;
        string text = new DateTime(DateTime.UnixEpoch.Ticks + (count * ticks)).ToString(format, CultureInfo.InvariantCulture);
        DateTime64 date = new(count, new(scale));
        Assert.That(date.ToString(), Is.EqualTo(text));
        Assert.That(DateTime64.Parse(text, date.Unit), Is.EqualTo(date));
    });

    [Test]
    public void Every_date_of_every_unit_reads_back() => Seeds.Each(3000, seed =>
    {
        Random random = new(seed);
        TimeUnit unit = new((TimeScale)random.Next((int)TimeScale.Attosecond + 1), random.Next(3) == 0 ? random.Next(1, int.MaxValue) : 1);
        long count = random.Next(4) switch { 0 => random.NextInt64(long.MinValue + 1, long.MaxValue), 1 => random.Next(-100_000, 100_000), 2 => long.MaxValue - random.Next(2), _ => -long.MaxValue + random.Next(2) };
        DateTime64 date = new(count, unit);
        Assert.That(DateTime64.Parse(date.ToString(), unit), Is.EqualTo(date), $"{count} {unit}: {date}");
    });

    // From NumPy 1.24: str(np.array([count], 'i8').view('M8[unit]')[0]).
    [TestCase(-1971, "Y", "-001")]
    [TestCase(-1970, "Y", "0000")]
    [TestCase(8030, "Y", "10000")]
    [TestCase(-12000, "Y", "-10030")]
    [TestCase(-1, "M", "1969-12")]
    [TestCase(-1, "W", "1969-12-25")]
    [TestCase(-719528, "D", "0000-01-01")]
    [TestCase(-1, "25s", "1969-12-31T23:59:35")]
    [TestCase(-1, "as", "1969-12-31T23:59:59.999999999999999999")]
    [TestCase(long.MinValue, "ns", "NaT")]
    public void Dates_are_written_as_NumPy_writes_them(long count, string unit, string text)
    {
        Assert.That(TimeUnit.TryParse(unit, out TimeUnit parsed), Is.True);
        Assert.That(parsed.ToString(), Is.EqualTo(unit));
        Assert.That(new DateTime64(count, parsed).ToString(), Is.EqualTo(text));
    }

    [TestCase("2026", "2026-01-01T00:00:00")]
    [TestCase("2026-02", "2026-02-01T00:00:00")]
    [TestCase("2026-02-03", "2026-02-03T00:00:00")]
    [TestCase("2026-02-03 04", "2026-02-03T04:00:00")]
    [TestCase("2026-02-03T04:05", "2026-02-03T04:05:00")]
    [TestCase("2026-02-03T04:05:06Z", "2026-02-03T04:05:06")]
    [TestCase("2026-02-03T04:05:06.000", "2026-02-03T04:05:06")]
    [TestCase("+12026-02-03", "12026-02-03T00:00:00")]
    [TestCase("-001-02-03", "-001-02-03T00:00:00")]
    [TestCase("NaT", "NaT")]
    public void Parts_that_are_left_out_take_their_least_value(string text, string whole) => Assert.That(DateTime64.Parse(text, new(TimeScale.Second)).ToString(), Is.EqualTo(whole));

    [TestCase("")]
    [TestCase("-")]
    [TestCase("26-01-02")]
    [TestCase("2026-1-2")]
    [TestCase("2026-13")]
    [TestCase("2026-00")]
    [TestCase("2026-02-29")]
    [TestCase("2026-02-00")]
    [TestCase("2026-02-03T")]
    [TestCase("2026-02-03T24")]
    [TestCase("2026-02-03T04:60")]
    [TestCase("2026-02-03T04:05:60")]
    [TestCase("2026-02-03T04:05:06.")]
    [TestCase("2026-02-03T04:05:06.0000000000000000001")]
    [TestCase("2026-02-03T04:05:06+01:00")]
    [TestCase("2026T04")]
    [TestCase("2026-02T04")]
    [TestCase("2026-02-03x")]
    [TestCase("1234567890123456789012345678901-01-01")]
    [TestCase("nat")]
    [TestCase("2026-02-03T04:05:06.5")]
    [TestCase("300000000000-01-01")]
    public void Text_that_is_no_date_or_no_whole_second_is_refused(string text) => Assert.That(() => DateTime64.Parse(text, new(TimeScale.Second)), Throws.TypeOf<ValueException>());

    [TestCase("")]
    [TestCase("0s")]
    [TestCase("-1s")]
    [TestCase("S")]
    [TestCase("2147483648s")]
    [TestCase("s2")]
    public void Text_that_is_no_unit_is_refused(string text) => Assert.That(TimeUnit.TryParse(text, out _), Is.False);
}
