using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>The value of a <c>M8</c>: NumPy's datetime64, a count of a unit since 1970-01-01, or NaT.</summary>
/// <param name="Count">The count; -2^63 for NaT.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct DateTime64(long Count, TimeUnit Unit)
{
    /// <summary>Whether the value is NaT, "not a time".</summary>
    public bool IsNaT => Count == ProlepticCalendar.NaT;

    /// <summary>The date of an ISO 8601 text, or of <c>NaT</c>.</summary>
    /// <exception cref="ValueException">The text is no date, or the unit is too coarse or too fine for it.</exception>
    public static DateTime64 Parse(string text, TimeUnit unit) => new(TimeValues.ParseDate(Argument.NotNull(text), unit), unit);

    /// <summary>ISO 8601 text down to the unit, as NumPy writes it; <c>NaT</c>.</summary>
    public override string ToString() => IsoTime.Format(Count, Unit);
}
