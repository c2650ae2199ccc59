using System.Globalization;

namespace MmapTool.Elements;

/// <summary>The value of a <c>m8</c>: NumPy's timedelta64, a count of a unit, or NaT.</summary>
/// <param name="Count">The count; -2^63 for NaT.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct TimeDelta64(long Count, TimeUnit Unit)
{
    /// <summary>Whether the value is NaT, "not a time".</summary>
    public bool IsNaT => Count == ProlepticCalendar.NaT;

    /// <summary>The count and its unit, <c>5 s</c>; <c>NaT</c>.</summary>
    public override string ToString() => IsNaT ? "NaT" : string.Create(CultureInfo.InvariantCulture, $"{Count} {Unit}");
}
