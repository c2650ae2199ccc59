using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MmapTool.Vectors;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The exact moments of 64-bit integers: a pass for the extremes and the sum, and one for the squares. The squares are added as vectors where the elements of
/// a chunk lie within 2^32 of each other (as counters and times do), else one by one in 192 bits. The platform has no such sums.
/// </summary>
internal static class LongKernels
{
    private const ulong SignBit = 1ul << 63;
    private const ulong LowHalf = uint.MaxValue;

    /// <summary>Moments of i8 or u8. Of i8 the bias is -2^63, so that all are summed without sign.</summary>
    public static IntegerMoments Measure(ReadOnlySpan<ulong> elements, bool signed)
    {
        if (elements.IsEmpty)
        {
            return default;
        }

        // Those without sign are compared as signed ones with that bit flipped, which is what the machine can do.
        ulong flip = signed ? SignBit : 0;
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<ulong, Vector256<ulong>>(elements);
        ReadOnlySpan<ulong> rest = elements[(vectors.Length * Vector256<ulong>.Count)..];
        Vector256<ulong> mask = Vector256.Create(flip);
        Vector256<ulong> half = Vector256.Create(LowHalf);
        Vector256<ulong> sumLow = default, sumHigh = default;
        Vector256<long> least = Vector256.Create(long.MaxValue);
        Vector256<long> greatest = Vector256.Create(long.MinValue);
        Vector256<ulong> sign = Vector256.Create(SignBit);
        foreach (Vector256<ulong> bits in vectors)
        {
            Vector256<ulong> vector = bits ^ mask;
            Vector256<long> ordered = (vector ^ sign).AsInt64();
            least = Vector256.Min(least, ordered);
            greatest = Vector256.Max(greatest, ordered);
            sumLow += vector & half;
            sumHigh += vector >>> 32;
        }

        UInt128 sum = ((UInt128)Vector256.Sum(sumHigh) << 32) + Vector256.Sum(sumLow);
        (ulong min, ulong max) = (ulong.MaxValue, 0);
        for (int lane = 0; lane < Vector256<long>.Count && vectors.Length > 0; lane++)
        {
            (min, max) = (Math.Min(min, (ulong)least[lane] ^ SignBit), Math.Max(max, (ulong)greatest[lane] ^ SignBit));
        }

        foreach (ulong bits in rest)
        {
            ulong element = bits ^ flip;
            (min, max) = (Math.Min(min, element), Math.Max(max, element));
            sum += element;
        }

        Int128 bias = signed ? -(Int128)SignBit : 0;
        IntegerMoments moments = new() { Count = elements.Length, Min = (Int128)min + bias, Max = (Int128)max + bias, Sum = (Int128)sum };
        if (Lanes.AreFast && max - min <= uint.MaxValue)
        {
            Near(elements, flip, min, sum, ref moments);
        }
        else
        {
            Far(elements, flip, ref moments);
        }

        return moments;
    }

    // With x = min + d: the squares' sum is n min^2 + 2 min sum(d) + sum(d^2), and every d has 32 bits.
    private static void Near(ReadOnlySpan<ulong> elements, ulong flip, ulong min, UInt128 sum, ref IntegerMoments moments)
    {
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<ulong, Vector256<ulong>>(elements);
        Vector256<ulong> mask = Vector256.Create(flip);
        Vector256<ulong> origin = Vector256.Create(min);
        Vector256<ulong> half = Vector256.Create(LowHalf);
        Vector256<ulong> low = default, high = default;
        foreach (Vector256<ulong> bits in vectors)
        {
            Vector256<ulong> distance = (bits ^ mask) - origin;
            Vector256<ulong> square = Lanes.Multiply(distance, distance);
            low += square & half;
            high += square >>> 32;
        }

        UInt128 squares = ((UInt128)Vector256.Sum(high) << 32) + Vector256.Sum(low);
        foreach (ulong bits in elements[(vectors.Length * Vector256<ulong>.Count)..])
        {
            ulong distance = (bits ^ flip) - min;
            squares += distance * distance;
        }

        ulong count = (ulong)elements.Length;
        squares += 2 * (UInt128)min * (sum - ((UInt128)min * count));
        ulong above = Math.BigMul(min, min, out ulong below);
        UInt128 upper = (UInt128)above * count;
        UInt128 lower = ((UInt128)below * count) + squares;
        moments.Squares = lower + (upper << 64);
        moments.SquaresHigh = (ulong)(upper >> 64) + (moments.Squares < lower ? 1ul : 0);
    }

    private static void Far(ReadOnlySpan<ulong> elements, ulong flip, ref IntegerMoments moments)
    {
        ulong low = 0, middle = 0, high = 0;
        foreach (ulong bits in elements)
        {
            ulong element = bits ^ flip;
            ulong above = Math.BigMul(element, element, out ulong below);
            low += below;
            above += low < below ? 1ul : 0;
            middle += above;
            high += middle < above ? 1ul : 0;
        }

        moments.Squares = new(middle, low);
        moments.SquaresHigh = high;
    }
}
