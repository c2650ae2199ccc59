using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>Times plus or minus lengths of another unit: the exact sum is brought into the type of the time, not the length before.</summary>
/// <param name="type">The type of the times.</param>
/// <param name="lengths">The type of the lengths; both units have a fixed length, or both are months and years.</param>
/// <param name="mode">How a sum that is no whole number of units, or does not fit, is treated.</param>
internal sealed class TimeSum(ElementType type, ElementType lengths, CastValues mode)
{
    // In a unit that both are whole numbers of, in attoseconds or months.
    private readonly BigInteger own = (BigInteger)type.Unit!.Value.Size;
    private readonly BigInteger other = (BigInteger)lengths.Unit!.Value.Size;

    /// <summary>Adds or subtracts; NaT on either side gives NaT.</summary>
    /// <param name="isMinus">Whether the lengths are subtracted.</param>
    /// <param name="times">Packed; they become the sums.</param>
    /// <param name="right">As many packed lengths.</param>
    /// <exception cref="ElementException">A sum does not fit: the first such one.</exception>
    public void Apply(bool isMinus, Span<byte> times, ReadOnlySpan<byte> right)
    {
        TimeConversion alone = new(lengths, ElementType.TimeDelta(type.Unit!.Value, type.ByteOrder), mode);
        for (int start = 0; start < times.Length; start += sizeof(long))
        {
            long count = TimeValues.Read(type, times[start..]);
            long length = TimeValues.Read(lengths, right[start..]);
            long sum = count == ProlepticCalendar.NaT || length == ProlepticCalendar.NaT ? ProlepticCalendar.NaT
                : alone.Whole((count * own) + (isMinus ? -(length * other) : length * other), own, start / sizeof(long), $"{count} {type.Unit} {(isMinus ? '-' : '+')} {length} {lengths.Unit}");
            TimeValues.Write(type, sum, times[start..]);
        }
    }
}
