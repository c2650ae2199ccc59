using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;

namespace MmapTool.Interop.Tests;

/// <summary>The text of single numbers against Python's repr and NumPy's shortest digits, for random bit patterns and for hard ones.</summary>
public sealed class ExportNumberTests
{
    [Test]
    public void Doubles_are_spelled_as_Pythons_repr()
    {
        Random random = new(1);
        List<double> values = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 2.2250738585072014e-308];
        for (int power = -30; power <= 30; power++)
        {
            values.AddRange([Math.Pow(10, power), -Math.Pow(10, power), Math.BitIncrement(Math.Pow(10, power)), Math.BitDecrement(Math.Pow(10, power))]);
        }

        for (int power = -1074; power < 1024; power++)
        {
            // At powers of two the values below lie closer than those above.
            values.AddRange([Math.ScaleB(1, power), Math.BitDecrement(Math.ScaleB(1, power))]);
        }

        for (int number = 0; number < 20_000; number++)
        {
            values.Add(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            values.Add(random.NextDouble() * Math.Pow(10, random.Next(-8, 20)));
            values.Add(random.Next(-1_000_000, 1_000_000) / 1000.0);
            values.Add(random.NextInt64(1L << 60));
        }

        Compare("<f8", ElementType.Double, MemoryMarshal.AsBytes<double>(values.ToArray()).ToArray(), values.Count, "repr");
    }

    [Test]
    public void Singles_have_the_shortest_digits_of_their_own_type()
    {
        Random random = new(2);
        List<float> values = [0, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue, 16777216, 1e10f, 0.1f];
        for (int power = -149; power < 128; power++)
        {
            values.AddRange([MathF.ScaleB(1, power), MathF.BitDecrement(MathF.ScaleB(1, power))]);
        }

        for (int number = 0; number < 50_000; number++)
        {
            values.Add(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
            values.Add(random.NextInt64(1L << 40));
        }

        Compare("<f4", ElementType.Single, MemoryMarshal.AsBytes<float>(values.ToArray()).ToArray(), values.Count, "shortest");
    }

    [Test]
    public void Every_half_has_the_shortest_digits_of_its_own_type()
    {
        ushort[] values = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];
        Compare("<f2", ElementType.Half, MemoryMarshal.AsBytes<ushort>(values).ToArray(), values.Length, "shortest");
    }

    [Test]
    public void Complex_numbers_are_spelled_as_Pythons_repr()
    {
        double[] parts = [0, -0.0, 1, -1, 1.5, -2.25e-7, 1e16, 123456789012345680, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        Complex[] values = [.. from real in parts from imaginary in parts select new Complex(real, imaginary)];
        Compare("<c16", ElementType.Complex, MemoryMarshal.AsBytes<Complex>(values).ToArray(), values.Length, "lambda v: repr(complex(v))");
    }

    [Test]
    public void Bytes_are_spelled_as_Pythons_repr()
    {
        byte[] every = [.. Enumerable.Range(0, 1 << 16).SelectMany(number => (byte[])[(byte)number, (byte)(number >> 8), (byte)"'\"a\\"[number % 4]])];
        Compare("|S3", ElementType.Create(ElementKind.Bytes, 3), every, 1 << 16, "lambda v: repr(v.item())");
    }

    private static void Compare(string dtype, ElementType type, byte[] bytes, int count, string spelling)
    {
        ExportCase one = new(dtype, Layout.Contiguous(type, [count]), bytes);
        string[] expected = ExportCase.Expected($"def text(a, case): return '\\n'.join(map({spelling}, a))", [one])[0].Split('\n');

        // One element a line, unaligned but for the indent.
        string[] actual = [.. one.Export(ExportFormat.Text, new() { Width = 1 }).Trim('[', ']').Split(",\n").Select(line => line.Trim())];
        Assert.That(actual, Is.EqualTo(expected));
    }
}
