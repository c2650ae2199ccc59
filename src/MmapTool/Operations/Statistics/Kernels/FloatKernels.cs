using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The moments of f4 and f8 in one pass over a chunk, or two where one would lose digits. Own vector code: of the platform's, each of
/// minimum, maximum, sum and sum of squares is a pass of its own, and none of them widens f4 on the way. The vectors are of 256 bits on every machine. No
/// multiplication is fused with an addition where that would round once instead of twice. So every machine comes to the same last bit.
/// </summary>
internal static class FloatKernels
{
    // Where the mean is at most 4 deviations from 0, the squares' sum loses 4 bits of 53 when the mean is taken off. Beyond that a second
    // pass takes it off first.
    private const double LeastShare = 1.0 / 16;

    /// <summary>Moments of f4.</summary>
    public static FloatMoments Measure(ReadOnlySpan<float> elements, StatisticsScratch scratch)
    {
        FloatMoments moments = MeasureFinite(elements);
        return moments.Finite == elements.Length ? moments : MeasureAny(elements, scratch);
    }

    /// <summary>Moments of f8.</summary>
    public static FloatMoments Measure(ReadOnlySpan<double> elements, StatisticsScratch scratch)
    {
        FloatMoments moments = MeasureFinite(elements);
        return moments.Finite == elements.Length ? moments : MeasureAny(elements, scratch);
    }

    private static FloatMoments MeasureAny(ReadOnlySpan<float> elements, StatisticsScratch scratch)
    {
        Span<float> finite = scratch.FiniteSingles(elements.Length);
        FloatMoments others = default;
        int kept = 0;
        foreach (float element in elements)
        {
            // Written in any case and kept if it counts: no branch to guess.
            finite[kept] = element;
            kept += float.IsFinite(element) ? 1 : 0;
            others.NaN += float.IsNaN(element) ? 1 : 0;
            others.PositiveInfinities += float.IsPositiveInfinity(element) ? 1 : 0;
        }

        others.NegativeInfinities = elements.Length - kept - others.NaN - others.PositiveInfinities;
        others.Merge(MeasureFinite(finite[..kept]));
        return others;
    }

    private static FloatMoments MeasureAny(ReadOnlySpan<double> elements, StatisticsScratch scratch)
    {
        Span<double> finite = scratch.FiniteDoubles(elements.Length);
        FloatMoments others = default;
        int kept = 0;
        foreach (double element in elements)
        {
            finite[kept] = element;
            kept += double.IsFinite(element) ? 1 : 0;
            others.NaN += double.IsNaN(element) ? 1 : 0;
            others.PositiveInfinities += double.IsPositiveInfinity(element) ? 1 : 0;
        }

        others.NegativeInfinities = elements.Length - kept - others.NaN - others.PositiveInfinities;
        FloatMoments moments = MeasureFinite(finite[..kept]);
        if (moments.Finite < kept)
        {
            moments = Overflowing(finite[..kept]);
        }

        others.Merge(moments);
        return others;
    }

    // Finite is 0 in the answer where an element was not finite, or a sum was not. The square of an f4 is exact in f8, so that a fused
    // multiplication and addition comes to the same bits as the two apart.
    private static FloatMoments MeasureFinite(ReadOnlySpan<float> elements)
    {
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(elements);
        ReadOnlySpan<float> rest = elements[(vectors.Length * Vector256<float>.Count)..];

        // The halves of the vectors, to be widened as they are loaded.
        ReadOnlySpan<Vector128<float>> halves = MemoryMarshal.Cast<float, Vector128<float>>(elements)[..(2 * vectors.Length)];
        Vector256<float> least = Vector256.Create(float.PositiveInfinity);
        Vector256<float> greatest = Vector256.Create(float.NegativeInfinity);
        Vector256<double> sumLow = default, sumHigh = default, squaresLow = default, squaresHigh = default;
        Vector256<double> oddSumLow = default, oddSumHigh = default, oddSquaresLow = default, oddSquaresHigh = default;

        // Two vectors at a time: one addition waits four cycles for the one before it.
        while (vectors.Length >= 2 && halves.Length >= 4)
        {
            least = Vector256.MinNative(Vector256.MinNative(vectors[0], vectors[1]), least);
            greatest = Vector256.MaxNative(Vector256.MaxNative(vectors[0], vectors[1]), greatest);
            Vector256<double> low = Widen(halves[0]);
            Vector256<double> high = Widen(halves[1]);
            Vector256<double> oddLow = Widen(halves[2]);
            Vector256<double> oddHigh = Widen(halves[3]);
            sumLow += low;
            sumHigh += high;
            oddSumLow += oddLow;
            oddSumHigh += oddHigh;
            squaresLow = Vector256.MultiplyAddEstimate(low, low, squaresLow);
            squaresHigh = Vector256.MultiplyAddEstimate(high, high, squaresHigh);
            oddSquaresLow = Vector256.MultiplyAddEstimate(oddLow, oddLow, oddSquaresLow);
            oddSquaresHigh = Vector256.MultiplyAddEstimate(oddHigh, oddHigh, oddSquaresHigh);
            vectors = vectors[2..];
            halves = halves[4..];
        }

        if (!vectors.IsEmpty)
        {
            least = Vector256.MinNative(vectors[0], least);
            greatest = Vector256.MaxNative(vectors[0], greatest);
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(vectors[0]);
            sumLow += low;
            sumHigh += high;
            squaresLow += low * low;
            squaresHigh += high * high;
        }

        (sumLow, sumHigh) = (sumLow + oddSumLow, sumHigh + oddSumHigh);
        (squaresLow, squaresHigh) = (squaresLow + oddSquaresLow, squaresHigh + oddSquaresHigh);
        double sum = Total(sumLow + sumHigh);
        double squares = Total(squaresLow + squaresHigh);
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        if (elements.Length >= Vector256<float>.Count)
        {
            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                min = Math.Min(min, least[lane]);
                max = Math.Max(max, greatest[lane]);
            }
        }

        foreach (float element in rest)
        {
            min = Math.Min(min, element);
            max = Math.Max(max, element);
            sum += element;
            squares += (double)element * element;
        }

        if (elements.IsEmpty || !double.IsFinite(squares))
        {
            return default;
        }

        double count = elements.Length;
        double mean = sum / count;
        double distances = squares - (sum * mean);
        double meanRest = 0;
        if (distances < squares * LeastShare)
        {
            Vector256<double> center = Vector256.Create(mean);
            (sumLow, sumHigh, squaresLow, squaresHigh) = (default, default, default, default);
            foreach (Vector256<float> vector in MemoryMarshal.Cast<float, Vector256<float>>(elements))
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(vector);
                low -= center;
                high -= center;
                sumLow += low;
                sumHigh += high;
                squaresLow += low * low;
                squaresHigh += high * high;
            }

            double offset = Total(sumLow + sumHigh);
            distances = Total(squaresLow + squaresHigh);
            foreach (float element in rest)
            {
                double distance = element - mean;
                offset += distance;
                distances += distance * distance;
            }

            meanRest = offset / count;
            distances = Math.Max(0, distances - (offset * meanRest));
        }

        return Moments(elements.Length, min, max, sum, mean, meanRest, distances);
    }

    private static FloatMoments MeasureFinite(ReadOnlySpan<double> elements)
    {
        ReadOnlySpan<Vector256<double>> vectors = MemoryMarshal.Cast<double, Vector256<double>>(elements);
        ReadOnlySpan<double> rest = elements[(vectors.Length * Vector256<double>.Count)..];
        Vector256<double> least = Vector256.Create(double.PositiveInfinity);
        Vector256<double> greatest = Vector256.Create(double.NegativeInfinity);
        Vector256<double> sumEven = default, sumOdd = default, squaresEven = default, squaresOdd = default;
        int index = 0;
        for (; index + 1 < vectors.Length; index += 2)
        {
            Vector256<double> even = vectors[index];
            Vector256<double> odd = vectors[index + 1];
            least = Vector256.MinNative(Vector256.MinNative(even, odd), least);
            greatest = Vector256.MaxNative(Vector256.MaxNative(even, odd), greatest);
            sumEven += even;
            sumOdd += odd;
            squaresEven += even * even;
            squaresOdd += odd * odd;
        }

        if (index < vectors.Length)
        {
            Vector256<double> last = vectors[index];
            least = Vector256.MinNative(last, least);
            greatest = Vector256.MaxNative(last, greatest);
            sumEven += last;
            squaresEven += last * last;
        }

        double sum = Total(sumEven + sumOdd);
        double squares = Total(squaresEven + squaresOdd);
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        for (int lane = 0; lane < Vector256<double>.Count; lane++)
        {
            min = Math.Min(min, least[lane]);
            max = Math.Max(max, greatest[lane]);
        }

        foreach (double element in rest)
        {
            min = Math.Min(min, element);
            max = Math.Max(max, element);
            sum += element;
            squares += element * element;
        }

        if (elements.IsEmpty || !double.IsFinite(squares))
        {
            return default;
        }

        double count = elements.Length;
        double mean = sum / count;
        double distances = squares - (sum * mean);
        double meanRest = 0;

        // Squares below the normal numbers have lost digits of their own.
        if (distances < squares * LeastShare || squares < 1e-280)
        {
            Vector256<double> center = Vector256.Create(mean);
            (sumEven, squaresEven) = (default, default);
            foreach (Vector256<double> vector in vectors)
            {
                Vector256<double> distance = vector - center;
                sumEven += distance;
                squaresEven += distance * distance;
            }

            double offset = Total(sumEven);
            distances = Total(squaresEven);
            foreach (double element in rest)
            {
                double distance = element - mean;
                offset += distance;
                distances += distance * distance;
            }

            meanRest = offset / count;
            distances = Math.Max(0, distances - (offset * meanRest));
        }

        return Moments(elements.Length, min, max, sum, mean, meanRest, distances);
    }

    // Finite numbers whose squares are not: as IEEE 754 has it.
    private static FloatMoments Overflowing(ReadOnlySpan<double> finite)
    {
        double sum = 0;
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double element in finite)
        {
            sum += element;
            min = Math.Min(min, element);
            max = Math.Max(max, element);
        }

        double mean = sum / finite.Length;
        double distances = 0;
        foreach (double element in finite)
        {
            distances += (element - mean) * (element - mean);
        }

        return Moments(finite.Length, min, max, sum, mean, 0, distances);
    }

    // Adding 0 makes a 0 of -0, which of two equal zeros is the least would otherwise hang on the order.
    private static FloatMoments Moments(int count, double min, double max, double sum, double mean, double meanRest, double distances) => new()
    {
        Finite = count,
        Min = min + 0.0,
        Max = max + 0.0,
        Sum = sum,
        Mean = mean,
        MeanRest = meanRest,
        SquaredDistances = distances,
    };

    private static Vector256<double> Widen(Vector128<float> half) => Vector256.WidenLower(half.ToVector256Unsafe());

    private static double Total(Vector256<double> lanes) => lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
}
