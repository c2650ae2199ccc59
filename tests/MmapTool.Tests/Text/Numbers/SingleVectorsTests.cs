using System.Text;
using MmapTool.Text;

namespace MmapTool.Tests.Text;

/// <summary>Several float32 at once have the text that they have one after another, which <see cref="ShortestFloatTests"/> holds against the platform.</summary>
public sealed class SingleVectorsTests
{
    // A prime, so that all exponents and all low bits come up.
    private const long Stride = 4_099;

    [SetUp]
    public void Needs_the_instructions() => Assume.That(SingleVectors.IsSupported);

    [Test]
    public void Numbers_prepared_together_have_the_text_of_each()
    {
        long stride = Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 1 : Stride;
        ParallelOptions all = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, 256, all, part =>
        {
            PreparedNumbers prepared = new(true);
            uint[] numbers = new uint[PreparedNumbers.Most];
            long last = (long)(part + 1) << 24;
            for (long bits = (long)part << 24; bits < last;)
            {
                // Lengths of every remainder modulo the width of a vector.
                int count = (int)Math.Min(PreparedNumbers.Most - (bits % 5), ((last - 1 - bits) / stride) + 1);
                for (int index = 0; index < count; index++)
                {
                    numbers[index] = (uint)(bits + (index * stride));
                }

                Compare(numbers.AsSpan(0, count), prepared);
                bits += count * stride;
            }
        });
    }

    [Test]
    public void Only_rare_numbers_are_left_to_be_written_alone()
    {
        float[] common = [0f, -0f, 1f, 2f, -0.5f, 0.1f, 123456.7f, 1e-10f, 1e30f, 123456789f, float.MaxValue];
        float[] rare = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, 1e9f, 9e15f];
        PreparedNumbers prepared = new(true);
        SingleVectors.Prepare([.. common.Concat(rare).Select(BitConverter.SingleToUInt32Bits)], prepared);
        Assert.That(
            prepared.Forms.Take(common.Length + rare.Length).Select(form => form == NineDigits.NoForm),
            Is.EqualTo(common.Select(_ => false).Concat(rare.Select(_ => true))));
    }

    private static void Compare(ReadOnlySpan<uint> numbers, PreparedNumbers prepared)
    {
        Span<byte> text = stackalloc byte[FloatText.MaximumLength];
        Span<byte> alone = stackalloc byte[FloatText.MaximumLength];
        SingleVectors.Prepare(numbers, prepared);
        for (int index = 0; index < numbers.Length; index++)
        {
            ReadOnlySpan<byte> written = text[..NineDigits.TryWrite(prepared.Parts[index], (int)prepared.Forms[index], text, 0)];
            if (written.IsEmpty)
            {
                continue;
            }

            ReadOnlySpan<byte> expected = alone[..FloatText.Write(numbers[index], 8, 23, NarrowDigits.Single, alone, 0)];
            if (!written.SequenceEqual(expected))
            {
                Assert.Fail($"{numbers[index]:x8}: {Encoding.ASCII.GetString(written)}, alone {Encoding.ASCII.GetString(expected)}");
            }
        }
    }
}
