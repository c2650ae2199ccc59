using System.Globalization;
using MmapTool.Text;

namespace MmapTool.Tests.Text;

/// <summary>The digits against the platform's own, which are the shortest as well (its two mistakes apart), and against reading back.</summary>
public sealed class ShortestFloatTests
{
    // A prime, so that all exponents and all low bits come up.
    private const long Stride = 10_007;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [Test]
    public void Singles_have_the_digits_that_the_platform_gives_them()
    {
        long stride = IsSoak ? 1 : Stride;
        ParallelOptions all = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, 256, all, part =>
        {
            Span<byte> text = stackalloc byte[FloatText.MaximumLength];
            Span<byte> theirs = stackalloc byte[64];
            for (long bits = (long)part << 24; bits < (long)(part + 1) << 24; bits += stride)
            {
                float value = BitConverter.UInt32BitsToSingle((uint)bits);
                if (float.IsFinite(value))
                {
                    value.TryFormat(theirs, out int length, default, CultureInfo.InvariantCulture);
                    ReadOnlySpan<byte> ours = text[..FloatText.Write((uint)bits, 8, 23, NarrowDigits.Single, text, 0)];
                    if (!Same(ours, theirs[..length]))
                    {
                        Assert.Fail($"{bits:x8}: {System.Text.Encoding.ASCII.GetString(ours)}, not {value:R}");
                    }
                }
            }
        });
    }

    [Test]
    public void Doubles_have_the_digits_that_the_platform_gives_them()
    {
        Random random = new(1);
        Span<byte> text = stackalloc byte[FloatText.MaximumLength];
        Span<byte> theirs = stackalloc byte[64];
        for (int exponent = 0; exponent < 2047; exponent++)
        {
            for (int number = 0; number < (IsSoak ? 20_000 : 200); number++)
            {
                ulong fraction = number switch
                {
                    0 => 0,
                    1 => 1,
                    2 => (1ul << 52) - 1,
                    < 30 => (ulong)random.Next(1 << 12) << random.Next(40),
                    _ => (ulong)random.NextInt64(1L << 52),
                };
                double value = BitConverter.UInt64BitsToDouble(((ulong)exponent << 52) | fraction);
                ReadOnlySpan<byte> ours = text[..FloatText.Write(value, text, 0)];
                value.TryFormat(theirs, out int length, default, CultureInfo.InvariantCulture);

                // .NET 10 is a digit short at these two.
                if (value is not (2.9802322387695312E-08 or 4.1045368012983762E-289) && !Same(ours, theirs[..length]))
                {
                    Assert.Fail($"{exponent} {fraction:x}: {System.Text.Encoding.ASCII.GetString(ours)}, not {value:R}");
                }

                if (double.Parse(ours, CultureInfo.InvariantCulture) != value)
                {
                    Assert.Fail($"{value:R} does not read back from {System.Text.Encoding.ASCII.GetString(ours)}");
                }
            }
        }
    }

    // Digits without zeros around them, and the power of ten that they are to be multiplied with.
    private static bool Same(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other)
    {
        Span<byte> digits = stackalloc byte[400];
        Span<byte> others = stackalloc byte[400];
        (int length, int power) = Split(text, digits);
        (int otherLength, int otherPower) = Split(other, others);
        return digits[..length].SequenceEqual(others[..otherLength]) && (length == 0 || power == otherPower) && (text[0] == '-') == (other[0] == '-');
    }

    private static (int Length, int Power) Split(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        int power = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int length = 0;
        bool fraction = false;
        foreach (byte character in mark < 0 ? text : text[..mark])
        {
            if (character == '.')
            {
                fraction = true;
            }
            else if (character != '-')
            {
                power -= fraction ? 1 : 0;
                if (length > 0 || character != '0')
                {
                    digits[length++] = character;
                }
            }
        }

        while (length > 0 && digits[length - 1] == '0')
        {
            length--;
            power++;
        }

        return (length, power);
    }
}
