using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The moments of the columns of rows of f4 or f8, eight columns at a time down some rows. So nothing is laid out anew, and memory is read almost in its
/// order. The same sums in the same order for a column wherever it stands. Own vector code, for the reasons of <see cref="FloatKernels"/>.
/// </summary>
internal static class FloatColumns
{
    private const int StripColumns = 8;

    // So many rows are read side by side: as many streams as memory is read ahead in.
    private const int RowsAtOnce = 8;

    // Of a strip: the least, the greatest, the sum and the squares' sum of each column.
    private const int Kept = 4 * StripColumns;

    private const double LeastShare = 1.0 / 16;
    private const double LeastSquares = 1e-280;

    /// <summary>Measures all columns.</summary>
    /// <param name="elements">Packed rows.</param>
    /// <param name="columns">The moments of each column, which the rows are merged into.</param>
    /// <param name="scratch">For columns with numbers that are not finite.</param>
    public static void Measure<T>(ReadOnlySpan<T> elements, Span<FloatMoments> columns, StatisticsScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int first = 0;
        int strips = columns.Length / StripColumns;
        Span<double> kept = scratch.OtherDoubles(strips * Kept);
        AddUp(elements, columns.Length, kept);
        for (; first < strips * StripColumns; first += StripColumns)
        {
            Finish(elements, first, kept.Slice(first / StripColumns * Kept, Kept), columns, scratch);
        }

        for (; first < columns.Length; first++)
        {
            Single(elements, first, columns, scratch);
        }
    }

    private static void AddUp<T>(ReadOnlySpan<T> elements, int width, Span<double> kept)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int at = 0; at < kept.Length; at += Kept)
        {
            Span<double> strip = kept.Slice(at, Kept);
            strip.Clear();
            strip[..StripColumns].Fill(double.PositiveInfinity);
            strip.Slice(StripColumns, StripColumns).Fill(double.NegativeInfinity);
        }

        while (!elements.IsEmpty)
        {
            ReadOnlySpan<T> rows = elements[..Math.Min(elements.Length, RowsAtOnce * width)];
            for (int first = 0, at = 0; at < kept.Length; first += StripColumns, at += Kept)
            {
                AddUp(rows, first, width, kept.Slice(at, Kept));
            }

            elements = elements[rows.Length..];
        }
    }

    private static void AddUp<T>(ReadOnlySpan<T> rows, int first, int width, Span<double> strip)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Vector256<double> leastLow, Vector256<double> leastHigh) = Load<double>(strip);
        (Vector256<double> greatestLow, Vector256<double> greatestHigh) = Load<double>(strip[StripColumns..]);
        (Vector256<double> sumLow, Vector256<double> sumHigh) = Load<double>(strip[(2 * StripColumns)..]);
        (Vector256<double> squaresLow, Vector256<double> squaresHigh) = Load<double>(strip[(3 * StripColumns)..]);
        for (int at = first; at < rows.Length; at += width)
        {
            (Vector256<double> low, Vector256<double> high) = Load(rows.Slice(at, StripColumns));
            leastLow = Vector256.MinNative(low, leastLow);
            leastHigh = Vector256.MinNative(high, leastHigh);
            greatestLow = Vector256.MaxNative(low, greatestLow);
            greatestHigh = Vector256.MaxNative(high, greatestHigh);
            sumLow += low;
            sumHigh += high;
            squaresLow += low * low;
            squaresHigh += high * high;
        }

        Store(leastLow, leastHigh, strip);
        Store(greatestLow, greatestHigh, strip[StripColumns..]);
        Store(sumLow, sumHigh, strip[(2 * StripColumns)..]);
        Store(squaresLow, squaresHigh, strip[(3 * StripColumns)..]);
    }

    private static void Finish<T>(ReadOnlySpan<T> elements, int first, ReadOnlySpan<double> strip, Span<FloatMoments> columns, StatisticsScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = columns.Length;
        int rows = elements.Length / width;
        (Vector256<double> sumLow, Vector256<double> sumHigh) = Load(strip[(2 * StripColumns)..]);
        (Vector256<double> squaresLow, Vector256<double> squaresHigh) = Load(strip[(3 * StripColumns)..]);
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
            if (!double.IsFinite(strip[(3 * StripColumns) + lane]))
            {
                Single(elements, first + lane, columns, scratch);
                continue;
            }

            columns[first + lane].Merge(new()
            {
                Finite = rows,
                Min = strip[lane] + 0.0,
                Max = strip[StripColumns + lane] + 0.0,
                Sum = strip[(2 * StripColumns) + lane],
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

    private static void Store(Vector256<double> low, Vector256<double> high, Span<double> eight)
    {
        low.CopyTo(eight);
        high.CopyTo(eight[Vector256<double>.Count..]);
    }
}
