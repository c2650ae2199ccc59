namespace MmapTool.Values;

/// <summary>
/// Doubles that stand for numbers between doubles: of the two neighbours the one whose last bit is 1. Rounded again, to at most 51 bits, they give the
/// number rounded once.
/// </summary>
internal static class RoundToOdd
{
    /// <summary>The neighbour whose last bit is 1.</summary>
    /// <param name="near">The double nearest to the number, finite.</param>
    /// <param name="comparison">The sign of the number less <paramref name="near"/>.</param>
    public static double Adjust(double near, double comparison) =>
        comparison == 0 || (BitConverter.DoubleToInt64Bits(near) & 1) != 0 ? near
        : comparison > 0 ? Math.BitIncrement(near) : Math.BitDecrement(near);
}
