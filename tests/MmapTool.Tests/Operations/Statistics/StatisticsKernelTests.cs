using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Operations.Statistics;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Statistics;

/// <summary>The kernels alone against plain loops over exact numbers: every length to 200, every alignment, every kind of value.</summary>
public sealed class StatisticsKernelTests
{
    private static readonly ElementType[] IntegerArithmetic =
    [
        ElementType.Boolean, ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16, ElementType.Create(ElementKind.SignedInteger, 3),
        ElementType.Create(ElementKind.UnsignedInteger, 3), ElementType.Int32, ElementType.UInt32, ElementType.Int64, ElementType.UInt64,
    ];

    private static readonly ElementType[] Floats =
    [
        ElementType.Half, ElementType.Single, ElementType.Double, ElementType.Create(ElementKind.BrainFloat, 2), ElementType.Create(ElementKind.Float8E4M3FN, 1),
        ElementType.Create(ElementKind.Float8E5M2, 1),
    ];

    private static IEnumerable<ElementType> BothOrders(ElementType[] types) =>
        types.SelectMany(type => new[] { type, type.WithByteOrder(ByteOrder.Big) }).Distinct();

    [TestCaseSource(nameof(IntegerTypes))]
    public void Integers_are_exact_at_every_length_and_alignment(ElementType type)
    {
        Random random = new(1);
        StatisticsScratch scratch = new();
        for (int length = 0; length <= 200; length++)
        {
            int start = random.Next(32);
            byte[] bytes = new byte[start + (length * type.ItemSize)];
            Fill(random, length % 5, type, bytes);
            ReadOnlySpan<byte> elements = bytes.AsSpan(start);
            IntegerMeasure measure = new(type);
            IntegerMoments moments = measure.Measure(elements, scratch);
            BigInteger[] values = [.. Values(type, bytes[start..]).Select(value => value is bool flag ? flag ? 1 : 0 : BigInteger.Parse($"{value}"))];
            AssertIs(moments, values, measure.Bias, $"{type} {length}");

            // Two merged parts give the same result.
            int cut = length / 3;
            IntegerMoments parts = measure.Measure(elements[..(cut * type.ItemSize)], scratch);
            parts.Merge(measure.Measure(elements[(cut * type.ItemSize)..], scratch));
            AssertIs(parts, values, measure.Bias, $"{type} {length} in parts");
        }
    }

    [TestCaseSource(nameof(FloatTypes))]
    public void Floats_are_within_rounding_at_every_length_and_alignment(ElementType type)
    {
        Random random = new(2);
        StatisticsScratch scratch = new();
        for (int length = 0; length <= 200; length++)
        {
            int start = random.Next(32);
            byte[] bytes = new byte[start + (length * type.ItemSize)];
            Fill(random, type is { Kind: ElementKind.Float, ItemSize: 8 } ? 5 : length % 2 == 0 ? 0 : 5, type, bytes);
            FloatMoments moments = new FloatMeasure(type).Measure(bytes.AsSpan(start), scratch);
            AssertIs(moments, [.. Values(type, bytes[start..]).Select(value => value is Half half ? (double)half : Convert.ToDouble(value, null))], $"{type} {length}");
        }
    }

    [Test]
    public void Columns_are_what_each_column_is_alone([Values(1, 7, 8, 9, 40)] int width, [Values(1, 2, 33)] int rows)
    {
        Random random = new(width + rows);
        float[] elements = [.. Enumerable.Range(0, width * rows).Select(number => (float)((random.NextDouble() * (number % 3)) + (number % 5 * 1000)))];
        elements[random.Next(elements.Length)] = float.NaN;
        elements[random.Next(elements.Length)] = float.PositiveInfinity;
        FloatMoments[] columns = new FloatMoments[width];
        StatisticsScratch scratch = new();
        Assert.That(new FloatMeasure(ElementType.Single).TryMeasureColumns(MemoryMarshal.AsBytes<float>(elements), columns, scratch), Is.True);
        for (int column = 0; column < width; column++)
        {
            AssertIs(columns[column], [.. Enumerable.Range(0, rows).Select(row => (double)elements[(row * width) + column])], $"{width} {rows} {column}");
        }
    }

    [Test]
    public void A_deviation_survives_a_distant_mean()
    {
        // Deviations of a thousandth around a billion: the squares alone would leave no digit of them.
        double[] values = [.. Enumerable.Range(0, 100_000).Select(number => 1e9 + (number % 2 == 0 ? 0.0009765625 : -0.0009765625))];
        StatisticsResult result = ViewStatistics.Of(MemoryView.Over(values), new());
        Assert.That(result.Std!.Value.Value.Real, Is.EqualTo(0.0009765625).Within(1e-15));
        Assert.That(result.Mean!.Value.Value.Real, Is.EqualTo(1e9));
    }

    private static IEnumerable<ElementType> IntegerTypes() => BothOrders(IntegerArithmetic);

    private static IEnumerable<ElementType> FloatTypes() => BothOrders(Floats);

    private static void AssertIs(IntegerMoments moments, BigInteger[] values, Int128 bias, string where)
    {
        BigInteger[] less = [.. values.Select(value => value - bias)];
        Assert.That(moments.Count, Is.EqualTo(values.Length), where);
        Assert.That((BigInteger)moments.Sum, Is.EqualTo(Sum(less)), where);
        Assert.That(((BigInteger)moments.SquaresHigh << 128) + moments.Squares, Is.EqualTo(Sum(less.Select(value => value * value))), where);
        if (values.Length > 0)
        {
            Assert.That((BigInteger)moments.Min, Is.EqualTo(values.Min()), where);
            Assert.That((BigInteger)moments.Max, Is.EqualTo(values.Max()), where);
        }

        static BigInteger Sum(IEnumerable<BigInteger> all) => all.Aggregate(BigInteger.Zero, (sum, value) => sum + value);
    }

    private static void AssertIs(FloatMoments moments, double[] values, string where)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        Assert.That(
            (moments.Finite, moments.NaN, moments.PositiveInfinities, moments.NegativeInfinities),
            Is.EqualTo((finite.LongLength, values.LongCount(double.IsNaN), values.LongCount(double.IsPositiveInfinity), values.LongCount(double.IsNegativeInfinity))),
            where);
        if (finite.Length == 0)
        {
            return;
        }

        double scale = finite.Sum(Math.Abs);
        double mean = finite.Sum() / finite.Length;
        double distances = finite.Sum(value => (value - mean) * (value - mean));
        Assert.That((moments.Min, moments.Max), Is.EqualTo((finite.Min(), finite.Max())), where);
        Assert.That(moments.Total(), Is.EqualTo(values.Where(value => !double.IsNaN(value)).Sum()).Within(1e-14 * scale), where);
        Assert.That(moments.SquaredDistances, Is.EqualTo(distances).Within(1e-12 * (distances + (1e-12 * scale * scale))), where);
    }

    private static IEnumerable<object> Values(ElementType type, byte[] bytes)
    {
        for (int start = 0; start < bytes.Length; start += type.ItemSize)
        {
            yield return ElementValue.Decode(type, bytes.AsSpan(start, type.ItemSize));
        }
    }

    private static void Fill(Random random, int kind, ElementType type, byte[] bytes)
    {
        switch (kind)
        {
            case 0:
                random.NextBytes(bytes);
                break;
            case 1:
                Array.Fill(bytes, (byte)0xFF);
                break;
            case 2:
                // The sign bit alone, in either order.
                for (int at = 0; at < bytes.Length; at++)
                {
                    bytes[at] = (byte)(at % 3 == 0 ? 0x80 : 0);
                }

                break;
            case 3:
                random.NextBytes(bytes);
                for (int at = 0; at < bytes.Length; at++)
                {
                    bytes[at] &= (byte)(at % 4 == 0 ? 0xFF : 0);
                }

                break;
            case 4:
                Array.Fill(bytes, (byte)0x7F);
                break;
            default:
                int start = bytes.Length % type.ItemSize;
                for (int at = start; at < bytes.Length; at += type.ItemSize)
                {
                    Half number = (Half)((random.NextDouble() * 8) - 4);
                    if (type.ItemSize == 8)
                    {
                        MemoryMarshal.Write(bytes.AsSpan(at), (double)number);
                    }
                    else if (type.ItemSize == 4)
                    {
                        MemoryMarshal.Write(bytes.AsSpan(at), (float)number);
                    }
                    else if (type.ItemSize == 2)
                    {
                        MemoryMarshal.Write(bytes.AsSpan(at), number);
                    }
                    else
                    {
                        bytes[at] = (byte)random.Next(0x3F);
                    }

                    NativeOrder.Swap(type, bytes.AsSpan(at, type.ItemSize));
                }

                break;
        }
    }
}
