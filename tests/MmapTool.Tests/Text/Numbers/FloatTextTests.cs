using System.Globalization;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.NUnit;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;
using MmapTool.Testing;
using MmapTool.Tests.Operations.Export;

namespace MmapTool.Tests.Text;

public sealed class FloatTextTests
{
    private static readonly ElementType BrainFloat = ElementType.Create(ElementKind.BrainFloat, 2);
    private static readonly ElementType E4M3 = ElementType.Create(ElementKind.Float8E4M3FN, 1);
    private static readonly ElementType E5M2 = ElementType.Create(ElementKind.Float8E5M2, 1);

    // repr(x) in Python 3.11.
    [TestCase(1.0, "1.0")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(0.1, "0.1")]
    [TestCase(0.0001, "0.0001")]
    [TestCase(0.00001, "1e-05")]
    [TestCase(0.00001234, "1.234e-05")]
    [TestCase(1e15, "1000000000000000.0")]
    [TestCase(1e16, "1e+16")]
    [TestCase(9007199254740993.0, "9007199254740992.0")]
    [TestCase(-28880115366932370.0, "-2.888011536693237e+16")]
    [TestCase(1.7976931348623157e308, "1.7976931348623157e+308")]
    [TestCase(5e-324, "5e-324")]
    [TestCase(2.9802322387695312e-08, "2.9802322387695312e-08")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.PositiveInfinity, "inf")]
    [TestCase(double.NegativeInfinity, "-inf")]
    public void Doubles_are_Pythons_repr(double value, string expected) => Assert.That(Exported.Scalar(ExportFormat.Text, value), Is.EqualTo(expected));

    // Digits of str(np.float32(x)); laid out as Python lays out a float.
    [TestCase(0.1f, "0.1")]
    [TestCase(16777216f, "16777216.0")]
    [TestCase(1e10f, "10000000000.0")]
    [TestCase(3.4028235e38f, "3.4028235e+38")]
    [TestCase(1e-45f, "1e-45")]
    public void Singles_are_shortest_in_their_own_type(float value, string expected) => Assert.That(Exported.Scalar(ExportFormat.Text, value), Is.EqualTo(expected));

    // Of bfloat16 the values from 1 on are 1, 1.0078125, 1.015625: for the middle one 1.01 is enough. The largest is 3.3895313892515355e38.
    [TestCase(0x3F81, "1.01")]
    [TestCase(0x3F80, "1.0")]
    [TestCase(0x7F7F, "3.39e+38")]
    [TestCase(0x0001, "9e-41")]
    [TestCase(0x8000, "-0.0")]
    [TestCase(0xFF80, "-inf")]
    [TestCase(0x7FC0, "nan")]
    public void Brain_floats_are_shortest_in_their_own_type(int bits, string expected) =>
        Assert.That(Exported.Scalar(ExportFormat.Text, (ushort)bits, BrainFloat), Is.EqualTo(expected));

    [Test]
    public void Every_half_reads_back() => ReadsBack<Half, FloatCodec<Half>>(ElementType.Half);

    [Test]
    public void Every_brain_float_reads_back() => ReadsBack<BFloat16, BFloat16Codec>(BrainFloat);

    [Test]
    public void Every_float8_e4m3fn_reads_back() => ReadsBack<Float8E4M3FN, Float8E4M3FNCodec>(E4M3);

    [Test]
    public void Every_float8_e5m2_reads_back() => ReadsBack<Float8E5M2, Float8E5M2Codec>(E5M2);

    [Test]
    public void No_shorter_decimal_reads_back_to_a_float8() => IsShortest<Float8E5M2, Float8E5M2Codec>(E5M2, 5);

    [Test]
    public void No_shorter_decimal_reads_back_to_a_brain_float() => IsShortest<BFloat16, BFloat16Codec>(BrainFloat, 97);

    [SeededProperty(MaxTest = 5000)]
    public bool Any_double_reads_back(long bits)
    {
        double value = BitConverter.Int64BitsToDouble(bits * 0x1E3779B97F4A7C15);
        return double.Parse(Python(Exported.Scalar(ExportFormat.Text, value)), CultureInfo.InvariantCulture).Equals(value);
    }

    [SeededProperty(MaxTest = 5000)]
    public bool Any_single_reads_back(int bits)
    {
        float value = BitConverter.Int32BitsToSingle(bits * 0x1E3779B9);
        return float.Parse(Python(Exported.Scalar(ExportFormat.Text, value)), CultureInfo.InvariantCulture).Equals(value);
    }

    private static string Python(string text) => text switch { "inf" => "Infinity", "-inf" => "-Infinity", "nan" => "NaN", _ => text };

    private static string[] Lines(ElementType type)
    {
        byte[] every = type.ItemSize == 1
            ? [.. Enumerable.Range(0, 1 << 8).Select(bits => (byte)bits)]
            : MemoryMarshal.AsBytes<ushort>(Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits).ToArray()).ToArray();
        return Exported.Text(new ArrayElements(Layout.Over(type.WithByteOrder(ElementType.Native), every.Length), every), ExportFormat.Csv).Split('\n')[..^1];
    }

    private static double Value<T, TCodec>(int bits)
        where T : unmanaged
        where TCodec : struct, IElementCodec<T, double> => TCodec.Widen(MemoryMarshal.Cast<ushort, T>([(ushort)bits])[0]);

    private static void ReadsBack<T, TCodec>(ElementType type)
        where T : unmanaged
        where TCodec : struct, IElementCodec<T, double>
    {
        string[] lines = Lines(type);
        for (int bits = 0; bits < lines.Length; bits++)
        {
            double value = Value<T, TCodec>(bits);
            double read = TCodec.Widen(TCodec.Narrow(double.Parse(Python(lines[bits]), CultureInfo.InvariantCulture)));
            Assert.That((read, double.IsNegative(read)), Is.EqualTo((value, double.IsNaN(value) ? double.IsNegative(read) : double.IsNegative(value))), $"{bits:x}: {lines[bits]}");
        }
    }

    // Brute force: all decimals with one digit less, near the value.
    private static void IsShortest<T, TCodec>(ElementType type, int step)
        where T : unmanaged
        where TCodec : struct, IElementCodec<T, double>
    {
        string[] lines = Lines(type);
        for (int bits = 0; bits < lines.Length / 2; bits += step)
        {
            double value = Value<T, TCodec>(bits);
            int digits = lines[bits].Split('e')[0].Replace(".", "", StringComparison.Ordinal).Trim('0').Length;
            if (!double.IsFinite(value) || digits < 2)
            {
                continue;
            }

            int exponent = (int)Math.Floor(Math.Log10(value));
            for (int first = (int)Math.Pow(10, digits - 2); first < (int)Math.Pow(10, digits - 1); first++)
            {
                for (int shift = -1; shift <= 1; shift++)
                {
                    double candidate = double.Parse($"{first}E{exponent - digits + 2 + shift}", CultureInfo.InvariantCulture);
                    Assert.That(TCodec.Widen(TCodec.Narrow(candidate)), Is.Not.EqualTo(value), $"{candidate} is shorter than {lines[bits]}");
                }
            }
        }
    }
}
