using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MmapTool.Vectors;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The exact moments of integers of 8, 16 and 32 bits in one pass over a chunk. Own vector code: the platform's sums are in the type of
/// the elements, and wrap round. Elements that fill no vector, and all on a machine without these instructions, are added one by one.
/// </summary>
internal static class IntegerKernels
{
    private const ulong LowHalf = uint.MaxValue;

    /// <summary>Moments of bytes, each of which has its bits flipped by a mask first: 0 for u1, 0x80 for i1.</summary>
    public static IntegerMoments Measure(ReadOnlySpan<byte> elements, byte flip, long bias)
    {
        IntegerSums sums = new();
        if (Lanes.AreFast && elements.Length >= Vector256<byte>.Count)
        {
            ReadOnlySpan<Vector256<byte>> vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(elements);
            Vector256<byte> mask = Vector256.Create(flip);
            Vector256<byte> least = Vector256<byte>.AllBitsSet;
            Vector256<byte> greatest = default;
            Vector256<ulong> sum = default;

            // At most 4 times 255 squared a step in 32 bits, and no chunk has a thousand steps.
            Vector256<int> squares = default;
            foreach (Vector256<byte> bits in vectors)
            {
                Vector256<byte> vector = bits ^ mask;
                least = Vector256.Min(least, vector);
                greatest = Vector256.Max(greatest, vector);
                sum += Lanes.SumsOfEight(vector);
                (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(vector);
                squares += Lanes.MultiplyAdd(low.AsInt16(), low.AsInt16()) + Lanes.MultiplyAdd(high.AsInt16(), high.AsInt16());
            }

            (byte min, byte max) = (byte.MaxValue, 0);
            for (int lane = 0; lane < Vector256<byte>.Count; lane++)
            {
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, greatest[lane]));
            }

            (Vector256<long> squaresLow, Vector256<long> squaresHigh) = Vector256.Widen(squares);
            int done = vectors.Length * Vector256<byte>.Count;
            sums = new(done, min, max, (long)Vector256.Sum(sum), (ulong)Vector256.Sum(squaresLow + squaresHigh));
            elements = elements[done..];
        }

        foreach (byte element in elements)
        {
            sums.Add(element ^ flip);
        }

        return sums.Moments(bias);
    }

    /// <summary>Moments of 16-bit integers, each of which has its bits flipped by a mask first: 0 for i2, the sign bit for u2.</summary>
    public static IntegerMoments Measure(ReadOnlySpan<short> elements, short flip, long bias)
    {
        IntegerSums sums = new();
        if (Lanes.AreFast && elements.Length >= Vector256<short>.Count)
        {
            ReadOnlySpan<Vector256<short>> vectors = MemoryMarshal.Cast<short, Vector256<short>>(elements);
            Vector256<short> mask = Vector256.Create(flip);
            Vector256<short> least = Vector256.Create(short.MaxValue);
            Vector256<short> greatest = Vector256.Create(short.MinValue);
            Vector256<int> sum = default;
            Vector256<ulong> squaresLow = default, squaresHigh = default;
            foreach (Vector256<short> bits in vectors)
            {
                Vector256<short> vector = bits ^ mask;
                least = Vector256.Min(least, vector);
                greatest = Vector256.Max(greatest, vector);
                sum += Lanes.MultiplyAdd(vector, Vector256<short>.One);

                // Two squares of -2^15 make 2^31, which is the one sum that is right only without a sign.
                (Vector256<ulong> low, Vector256<ulong> high) = Vector256.Widen(Lanes.MultiplyAdd(vector, vector).AsUInt32());
                squaresLow += low;
                squaresHigh += high;
            }

            (short min, short max) = (short.MaxValue, short.MinValue);
            for (int lane = 0; lane < Vector256<short>.Count; lane++)
            {
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, greatest[lane]));
            }

            (Vector256<long> sumLow, Vector256<long> sumHigh) = Vector256.Widen(sum);
            int done = vectors.Length * Vector256<short>.Count;
            sums = new(done, min, max, Vector256.Sum(sumLow + sumHigh), Vector256.Sum(squaresLow + squaresHigh));
            elements = elements[done..];
        }

        foreach (short element in elements)
        {
            sums.Add((short)(element ^ flip));
        }

        return sums.Moments(bias);
    }

    /// <summary>Moments of 32-bit integers, each of which has its bits flipped by a mask first: 0 for i4, the sign bit for u4.</summary>
    public static IntegerMoments Measure(ReadOnlySpan<int> elements, int flip, long bias)
    {
        IntegerSums sums = new();
        if (Lanes.AreFast && elements.Length >= Vector256<int>.Count)
        {
            ReadOnlySpan<Vector256<int>> vectors = MemoryMarshal.Cast<int, Vector256<int>>(elements);
            Vector256<int> mask = Vector256.Create(flip);
            Vector256<ulong> half = Vector256.Create(LowHalf);
            Vector256<int> least = Vector256.Create(int.MaxValue);
            Vector256<int> greatest = Vector256.Create(int.MinValue);
            Vector256<long> sumLow = default, sumHigh = default;
            Vector256<ulong> squaresLow = default, squaresHigh = default;
            foreach (Vector256<int> bits in vectors)
            {
                Vector256<int> vector = bits ^ mask;
                least = Vector256.Min(least, vector);
                greatest = Vector256.Max(greatest, vector);
                (Vector256<long> low, Vector256<long> high) = Vector256.Widen(vector);
                sumLow += low;
                sumHigh += high;

                // Squares are at most 2^62, so two of them fit; their halves are summed apart.
                Vector256<ulong> squares = (Lanes.Square(vector.AsInt64()) + Lanes.Square(vector.AsInt64() >>> 32)).AsUInt64();
                squaresLow += squares & half;
                squaresHigh += squares >>> 32;
            }

            (int min, int max) = (int.MaxValue, int.MinValue);
            for (int lane = 0; lane < Vector256<int>.Count; lane++)
            {
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, greatest[lane]));
            }

            int done = vectors.Length * Vector256<int>.Count;
            UInt128 total = ((UInt128)Vector256.Sum(squaresHigh) << 32) + Vector256.Sum(squaresLow);
            sums = new(done, min, max, Vector256.Sum(sumLow + sumHigh), total);
            elements = elements[done..];
        }

        foreach (int element in elements)
        {
            sums.Add(element ^ flip);
        }

        return sums.Moments(bias);
    }
}
