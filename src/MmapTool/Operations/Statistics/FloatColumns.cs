using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The moments of the columns of rows of f4 or f8, eight columns at a time down all rows, so that nothing is laid out anew. The same sums in the
/// same order for a column wherever it stands. Own vector code, for the reasons of <see cref="FloatKernels"/>.
/// </summary>
internal static class FloatColumns
{
    private const int StripColumns = 8;
    private const double LeastShare = 1.0 / 16;
    private const double LeastSquares = 1e-280;

    /// <summary>Measures all columns.</summary>
    /// <param name="elements">Packed rows.</param>
    /// <param name="columns">What is known of each column, which the rows are merged into.</param>
    /// <param name="scratch">For columns with numbers that are not finite.</param>
    public static void Measure<T>(ReadOnlySpan<T> elements, Span<FloatMoments> columns, StatisticsScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = 0;
        for (; first + StripColumns <= columns.Length; first += StripColumns)
        {
            Strip(elements, first, columns, scratch);
        }

        for (; first < columns.Length; first++)
        {
            Single(elements, first, columns, scratch);
        }
    }

    private static void Strip<T>(ReadOnlySpan<T> elements, int first, Span<FloatMoments> columns, StatisticsScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = columns.Length;
        int rows = elements.Length / width;
        Vector256<double> leastLow = Vector256.Create(double.PositiveInfinity), leastHigh = leastLow;
        Vector256<double> greatestLow = -leastLow, greatestHigh = greatestLow;
        Vector256<double> sumLow = default, sumHigh = default, squaresLow = default, squaresHigh = default;
        for (int at = first; at < elements.Length; at += width)
        {
            (Vector256<double> low, Vector256<double> high) = Load(elements.Slice(at, StripColumns));
            leastLow = Vector256.MinNative(low, leastLow);
            leastHigh = Vector256.MinNative(high, leastHigh);
            greatestLow = Vector256.MaxNative(low, greatestLow);
            greatestHigh = Vector256.MaxNative(high, greatestHigh);
            sumLow += low;
            sumHigh += high;
            squaresLow += low * low;
            squaresHigh += high * high;
        }

        Vector256<double> count = Vector256.Create((double)rows);
        Vector256<double> meanLow = sumLow / count;
        Vector256<double> meanHigh = sumHigh / count;
        Vector256<double> distancesLow = squaresLow - (sumLow * meanLow);
        Vector256<double> distancesHigh = squaresHigh - (sumHigh * meanHigh);
        Vector256<double> share = Vector256.Create(LeastShare);
        Vector256<double> few = Vector256.Create(LeastSquares);
        Vector256<double> farLow = Vector256.LessThan(distancesLow, squaresLow * share) | Vector256.LessThan(squaresLow, few);
        Vector256<double> farHigh = Vector256.LessThan(distancesHigh, squaresHigh * share) | Vector256.LessThan(squaresHigh, few);
        Vector256<double> restLow = default, restHigh = default;
        if (farLow != default || farHigh != default)
        {
            Vector256<double> offsetLow = default, offsetHigh = default, centeredLow = default, centeredHigh = default;
            for (int at = first; at < elements.Length; at += width)
            {
                (Vector256<double> low, Vector256<double> high) = Load(elements.Slice(at, StripColumns));
                low -= meanLow;
                high -= meanHigh;
                offsetLow += low;
                offsetHigh += high;
                centeredLow += low * low;
                centeredHigh += high * high;
            }

            restLow = Vector256.ConditionalSelect(farLow, offsetLow / count, default);
            restHigh = Vector256.ConditionalSelect(farHigh, offsetHigh / count, default);
            distancesLow = Vector256.ConditionalSelect(farLow, Vector256.Max(default, centeredLow - (offsetLow * restLow)), distancesLow);
            distancesHigh = Vector256.ConditionalSelect(farHigh, Vector256.Max(default, centeredHigh - (offsetHigh * restHigh)), distancesHigh);
        }

        for (int lane = 0; lane < StripColumns; lane++)
        {
            int half = lane % Vector256<double>.Count;
            bool isLow = lane == half;
            if (!double.IsFinite((isLow ? squaresLow : squaresHigh)[half]))
            {
                Single(elements, first + lane, columns, scratch);
                continue;
            }

            columns[first + lane].Merge(new()
            {
                Finite = rows,
                Min = (isLow ? leastLow : leastHigh)[half] + 0.0,
                Max = (isLow ? greatestLow : greatestHigh)[half] + 0.0,
                Sum = (isLow ? sumLow : sumHigh)[half],
                Mean = (isLow ? meanLow : meanHigh)[half],
                MeanRest = (isLow ? restLow : restHigh)[half],
                SquaredDistances = (isLow ? distancesLow : distancesHigh)[half],
            });
        }
    }

    private static void Single<T>(ReadOnlySpan<T> elements, int column, Span<FloatMoments> columns, StatisticsScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = columns.Length;
        Span<double> laid = scratch.Doubles(elements.Length / width);
        for (int row = 0; row < laid.Length; row++)
        {
            laid[row] = double.CreateTruncating(elements[(row * width) + column]);
        }

        columns[column].Merge(FloatKernels.Measure(laid, scratch));
    }

    // The type test is settled when the code is compiled for the type.
    private static (Vector256<double> Low, Vector256<double> High) Load<T>(ReadOnlySpan<T> eight)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Vector256.Widen(Vector256.Create(MemoryMarshal.Cast<T, float>(eight)));
        }

        ReadOnlySpan<double> doubles = MemoryMarshal.Cast<T, double>(eight);
        return (Vector256.Create(doubles), Vector256.Create(doubles[Vector256<double>.Count..]));
    }
}
