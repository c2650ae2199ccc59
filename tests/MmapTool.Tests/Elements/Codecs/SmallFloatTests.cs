using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Tests.Views;
using MmapTool.Views;

namespace MmapTool.Tests.Elements;

/// <summary>The small floats against the formulas of their specifications (OCP OFP8 revision 1.0; bfloat16), for every code.</summary>
public sealed class SmallFloatTests
{
    private static IEnumerable<TestCaseData> Formats()
    {
        yield return new TestCaseData(new Format(1, 4, 3, 7, HasInfinity: false, code => Read<Float8E4M3FN>(code), value => (byte)Write((Float8E4M3FN)value))).SetArgDisplayNames("float8_e4m3fn");
        yield return new TestCaseData(new Format(1, 5, 2, 15, HasInfinity: true, code => Read<Float8E5M2>(code), value => (byte)Write((Float8E5M2)value))).SetArgDisplayNames("float8_e5m2");
        yield return new TestCaseData(new Format(2, 8, 7, 127, HasInfinity: true, code => Read<BFloat16>(code), value => (ushort)Write((BFloat16)value))).SetArgDisplayNames("bf16");
    }

    [TestCaseSource(nameof(Formats))]
    public void Every_code_has_the_value_of_the_formula(Format format)
    {
        for (uint code = 0; code < format.Codes; code++)
        {
            double expected = format.Formula(code);
            Assert.That((double)format.Decode(code), Is.EqualTo(expected), $"{code:x}");
            Assert.That(double.IsNegative(format.Decode(code)), double.IsNaN(expected) ? Is.True.Or.False : Is.EqualTo(double.IsNegative(expected)), $"{code:x}");
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void Every_value_encodes_to_its_own_code(Format format)
    {
        for (uint code = 0; code < format.Codes; code++)
        {
            double value = format.Formula(code);
            if (double.IsNaN(value))
            {
                Assert.That(format.Decode(format.Encode(value)), Is.NaN, $"{code:x}");
            }
            else
            {
                Assert.That(format.Encode(value), Is.EqualTo(code), $"{code:x}");
            }
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void Between_two_values_the_nearer_is_taken_and_the_even_code_half_way(Format format)
    {
        for (uint code = 0; code + 1 < format.Codes / 2 && double.IsFinite(format.Formula(code + 1)); code++)
        {
            double half = (format.Formula(code) + format.Formula(code + 1)) / 2;
            uint even = code % 2 == 0 ? code : code + 1;
            foreach (int sign in new[] { 1, -1 })
            {
                uint bit = sign < 0 ? format.Codes / 2 : 0;
                Assert.That(format.Encode(sign * half), Is.EqualTo(even | bit), $"half way above {code:x}");
                Assert.That(format.Encode(sign * double.BitDecrement(half)), Is.EqualTo(code | bit), $"just below half way above {code:x}");
                Assert.That(format.Encode(sign * double.BitIncrement(half)), Is.EqualTo((code + 1) | bit), $"just above half way above {code:x}");
            }
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void Beyond_the_largest_value_comes_infinity_or_where_there_is_none_NaN(Format format)
    {
        uint largest = Enumerable.Range(0, (int)format.Codes / 2).Select(code => (uint)code).Last(code => double.IsFinite(format.Formula(code)));
        double step = format.Formula(largest) - format.Formula(largest - 1);
        double overflow = format.Formula(largest) + (step / 2);
        Assert.That(format.Encode(double.BitDecrement(overflow)), Is.EqualTo(largest));
        foreach (double value in new[] { double.BitIncrement(overflow), 1e30 * overflow, double.MaxValue, double.PositiveInfinity })
        {
            Assert.That((double)format.Decode(format.Encode(value)), Is.EqualTo(format.HasInfinity ? double.PositiveInfinity : double.NaN), $"{value}");
            Assert.That((double)format.Decode(format.Encode(-value)), Is.EqualTo(format.HasInfinity ? double.NegativeInfinity : double.NaN), $"{-value}");
        }

        Assert.That(format.Encode(double.Epsilon), Is.Zero);
        Assert.That(format.Encode(-double.Epsilon), Is.EqualTo(format.Codes / 2), "minus zero keeps its sign");
    }

    [Test]
    public void The_24_bit_integers_keep_every_value_and_cut_the_rest()
    {
        for (int value = -(1 << 23); value < 1 << 23; value++)
        {
            if ((Int24)value != value || (uint)(UInt24)(uint)(value & 0xFFFFFF) != (uint)(value & 0xFFFFFF))
            {
                Assert.Fail($"{value}");
            }
        }

        Assert.That((int)(Int24)0x1_80_00_00, Is.EqualTo(-0x80_0000));
        Assert.That(MemoryMarshal.AsBytes<Int24>([(Int24)0x010203]).ToArray(), Is.EqualTo(BitConverter.IsLittleEndian ? new byte[] { 3, 2, 1 } : [1, 2, 3]));
    }

    // np.float32(16777219) -> 16777220, np.float16(2049) -> 2048, np.float16(2051) -> 2052; NumPy 1.24. An integer too long for a double is
    // rounded once: 2**60 + 2**36 + 1 lies just above half way between two float32 (the next is 2**60 + 2**37).
    [Test]
    public void Integers_are_rounded_once()
    {
        MemoryView<float> singles = PythonMemory.Array(0f, 0f, 0f);
        singles.SetValue(16777219, 0);
        singles.SetValue((1L << 60) + (1L << 36) + 1, 1);
        singles.SetValue(-((1L << 60) + (1L << 36)), 2);
        Assert.That(singles.ToArray(), Is.EqualTo(new[] { 16777220f, MathF.ScaleB(1, 60) + MathF.ScaleB(1, 37), -MathF.ScaleB(1, 60) }));
        MemoryView<Half> halves = PythonMemory.Array((Half)0, (Half)0);
        halves.SetValue(2049, 0);
        halves.SetValue(2051L, 1);
        Assert.That(halves.ToArray(), Is.EqualTo(new[] { (Half)2048, (Half)2052 }));
    }

    public sealed record Format(int Size, int ExponentBits, int MantissaBits, int Bias, bool HasInfinity, Func<uint, float> Decode, Func<double, uint> Encode)
    {
        public uint Codes => 1u << (8 * Size);

        // (-1)^s x 2^(E - bias) x 1.M; for E = 0 (-1)^s x 2^(1 - bias) x 0.M.
        public double Formula(uint code)
        {
            double sign = code >= Codes / 2 ? -1 : 1;
            uint exponent = (code >> MantissaBits) % (1u << ExponentBits);
            uint mantissa = code % (1u << MantissaBits);
            uint ones = (1u << ExponentBits) - 1;
            if (HasInfinity && exponent == ones)
            {
                return mantissa == 0 ? sign * double.PositiveInfinity : double.NaN;
            }

            if (!HasInfinity && exponent == ones && mantissa == (1u << MantissaBits) - 1)
            {
                return double.NaN;
            }

            double fraction = mantissa / Math.Pow(2, MantissaBits);
            return sign * (exponent == 0 ? Math.Pow(2, 1 - Bias) * fraction : Math.Pow(2, (int)exponent - Bias) * (1 + fraction));
        }
    }

    private static float Read<T>(uint code)
        where T : unmanaged
    {
        T value = MemoryMarshal.Read<T>(BitConverter.GetBytes(code).AsSpan(BitConverter.IsLittleEndian ? 0 : sizeof(uint) - MemoryMarshal.AsBytes<T>([default]).Length));
        return value switch { Float8E4M3FN small => small, Float8E5M2 small => small, BFloat16 brain => brain, _ => throw new InvalidOperationException() };
    }

    private static uint Write<T>(T value)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<T>([value]);
        return bytes.Length == 1 ? bytes[0] : MemoryMarshal.Read<ushort>(bytes);
    }
}
