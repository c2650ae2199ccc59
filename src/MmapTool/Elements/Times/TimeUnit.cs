using System.Globalization;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>The unit of a <c>M8</c> or <c>m8</c>: a scale, or a multiple of one (<c>25s</c>), as NumPy's headers have it.</summary>
public readonly record struct TimeUnit
{
    private readonly int multipleLessOne;

    /// <summary>A unit.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="multiple">How many of the scale one count is, from 1 on.</param>
    internal TimeUnit(TimeScale scale, int multiple = 1)
    {
        DefinedEnum.Ensure(scale);
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        Scale = scale;
        multipleLessOne = multiple - 1;
    }

    /// <summary>The scale.</summary>
    internal TimeScale Scale { get; }

    /// <summary>How many of the scale one count is.</summary>
    public int Multiple => multipleLessOne + 1;

    /// <summary>Whether it is years or months, which have no fixed number of days.</summary>
    internal bool IsCalendar => Scale is TimeScale.Year or TimeScale.Month;

    /// <summary>The length of one count: months for years and months, attoseconds (10^-18 s) for every other scale. Less than 2^117.</summary>
    internal Int128 Size => Multiple * (Scale switch
    {
        TimeScale.Year => 12,
        TimeScale.Month => 1,
        TimeScale.Week => 7 * ProlepticCalendar.Day,
        TimeScale.Day => ProlepticCalendar.Day,
        TimeScale.Hour => 3600 * ProlepticCalendar.Second,
        TimeScale.Minute => 60 * ProlepticCalendar.Second,
        _ => ProlepticCalendar.Second / ProlepticCalendar.PerSecond(Scale),
    });

    private static ReadOnlySpan<string> Symbols => new[] { "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as" };

    /// <summary>NumPy's spelling: <c>ns</c>, <c>25s</c>.</summary>
    public override string ToString() => (Multiple == 1 ? "" : Multiple.ToString(CultureInfo.InvariantCulture)) + Symbols[(int)Scale];

    /// <summary>Reads NumPy's spelling.</summary>
    /// <param name="text">Such as <c>ns</c> or <c>25s</c>.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>Whether it is one.</returns>
    internal static bool TryParse(ReadOnlySpan<char> text, out TimeUnit unit)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        int multiple = 1;
        if (digits > 0 && (!int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out multiple) || multiple == 0))
        {
            digits = -1;
        }

        for (int scale = 0; digits >= 0 && scale < Symbols.Length; scale++)
        {
            if (text[digits..].SequenceEqual(Symbols[scale]))
            {
                unit = new((TimeScale)scale, multiple);
                return true;
            }
        }

        unit = default;
        return false;
    }
}
