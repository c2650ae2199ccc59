using System.Collections.Immutable;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// Bins of equal width as numpy.histogram lays them: between the extremes; half a unit to both sides where these are one; from 0 to 1 where
/// there is nothing. The edges of f2 and f4 are in their own type, those of integers exact. An element's bin is guessed by a multiplication
/// and then held against the edges, which decide.
/// </summary>
internal sealed class HistogramBins
{
    private readonly ElementType type;
    private readonly FiniteRange finite;

    // Of floats.
    private readonly double[] edges = [];
    private readonly double low;
    private readonly double scale = 1;

    // Of integers: the least distance from the lowest one that lies in each bin.
    private readonly ulong[] starts = [];
    private readonly double perUnit;

    private HistogramBins(ElementType type, FiniteRange finite, int count)
    {
        (this.type, this.finite, Count) = (type, finite, count);
        AreOfIntegers = type.Kind is ElementKind.Boolean or ElementKind.SignedInteger or ElementKind.UnsignedInteger;
        if (AreOfIntegers)
        {
            UInt128 range = (UInt128)(finite.Max.Integer - finite.Min.Integer);
            Origin = (ulong)finite.Min.Integer;
            perUnit = range == 0 ? 0 : count / (double)range;
            starts = new ulong[count];
            for (int bin = 0; bin < count; bin++)
            {
                // If all values are equal, they lie in the middle bin, or above the middle edge.
                starts[bin] = range > 0 ? (ulong)((((UInt128)bin * range) + (UInt128)(count - 1)) / (UInt128)count) : bin <= count / 2 ? 0ul : 1;
            }

            return;
        }

        low = finite.Any ? finite.Min.Complex.Real : 0;
        double high = finite.Any ? finite.Max.Complex.Real : 1;
        (low, high) = low == high ? (Round(type, low - 0.5), Round(type, high + 0.5)) : (low, high);
        edges = new double[count + 1];
        double step = (high - low) / count;
        for (int edge = 0; edge < count; edge++)
        {
            double part = (double)edge / count;
            edges[edge] = Round(type, double.IsFinite(step) ? (edge * step) + low : (low * (1 - part)) + (high * part));
        }

        edges[count] = high;
        scale = double.IsFinite(step) ? 1 : 0.5;
        perUnit = count / ((high * scale) - (low * scale));
    }

    /// <summary>How many bins there are.</summary>
    public int Count { get; }

    /// <summary>Whether elements are counted as distances from <see cref="Origin"/>.</summary>
    public bool AreOfIntegers { get; }

    /// <summary>The least integer, in two's complement.</summary>
    public ulong Origin { get; }

    /// <summary>The bins for elements in this range.</summary>
    public static HistogramBins Between(ElementType type, FiniteRange finite, int count) => new(type, finite, count);

    /// <summary>Counts distances of integers from the least one.</summary>
    public void Add(ReadOnlySpan<ulong> distances, Span<long> counts)
    {
        foreach (ulong distance in distances)
        {
            int bin = Math.Min((int)(distance * perUnit), starts.Length - 1);
            if (distance < starts[bin] || (bin + 1 < starts.Length && distance >= starts[bin + 1]))
            {
                bin = Last(starts, distance);
            }

            counts[bin]++;
        }
    }

    /// <summary>Counts the finite ones among floats.</summary>
    public void Add<T>(ReadOnlySpan<T> elements, Span<long> counts)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int last = Count - 1;
        foreach (T element in elements)
        {
            if (!T.IsFinite(element))
            {
                continue;
            }

            double value = double.CreateTruncating(element);
            int bin = Math.Clamp((int)(((value * scale) - (low * scale)) * perUnit), 0, last);
            if (value < edges[bin] || (bin < last && value >= edges[bin + 1]))
            {
                bin = Math.Clamp(Last(edges, value), 0, last);
            }

            counts[bin]++;
        }
    }

    /// <summary>The edges.</summary>
    public ImmutableArray<StatisticsNumber> Edges()
    {
        if (!AreOfIntegers || !finite.Any)
        {
            double[] plain = AreOfIntegers ? [.. Enumerable.Range(0, Count + 1).Select(edge => (double)edge / Count)] : edges;
            return [.. plain.Select(edge => IsInOwnType(type) ? StatisticsNumber.Of(edge, type) : StatisticsNumber.Of(edge))];
        }

        Int128 least = finite.Min.Integer;
        Int128 range = finite.Max.Integer - least;
        return [.. Enumerable.Range(0, Count + 1).Select(edge => range == 0 ? Middle(edge) : Exact(edge))];

        StatisticsNumber Exact(int edge)
        {
            (Int128 whole, Int128 rest) = Int128.DivRem(edge * range, Count);
            if (rest == 0)
            {
                return StatisticsNumber.Of(least + whole);
            }

            // Rounded once, where a double holds the dividend.
            Int128 dividend = (least * Count) + (edge * range);
            return StatisticsNumber.Of(
                Int128.Abs(dividend) < (Int128)1 << 53 ? (double)dividend / Count : (double)(least + whole) + ((double)rest / Count));
        }

        StatisticsNumber Middle(int edge) => 2 * edge == Count
            ? StatisticsNumber.Of(least)
            : StatisticsNumber.Of((double)least + (((2.0 * edge) - Count) / (2.0 * Count)));
    }

    // The last place whose value is not above this one.
    private static int Last<T>(T[] ascending, T value)
        where T : IComparisonOperators<T, T, bool>
    {
        int from = 0;
        int to = ascending.Length;
        while (to - from > 1)
        {
            int middle = (from + to) / 2;
            (from, to) = value >= ascending[middle] ? (middle, to) : (from, middle);
        }

        return from;
    }

    private static double Round(ElementType type, double edge) => !IsInOwnType(type) ? edge : type.ItemSize == 4 ? (float)edge : (double)(Half)edge;

    // Edges in smaller types would be equal. NumPy does not have these types.
    private static bool IsInOwnType(ElementType type) => type is { Kind: ElementKind.Float, ItemSize: 2 or 4 };
}
