using System.Runtime.Intrinsics;
using MmapTool.Vectors;

namespace MmapTool.Tests.Vectors;

/// <summary>Each operation on lanes, by this processor's instructions and by portable ones, against its definition, number by number.</summary>
public sealed class LanesTests
{
    private const int Rounds = 2000;

    [Test]
    public void Halves_are_interleaved()
    {
        foreach ((Vector256<byte> left, Vector256<byte> right) in Pairs())
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Bytes(Lanes.InterleaveFirst(left, right)), Is.EqualTo(Interleaved(left, right, 1, 0)));
                Assert.That(Bytes(Lanes.InterleaveSecond(left, right)), Is.EqualTo(Interleaved(left, right, 1, 8)));
                Assert.That(Bytes(Lanes.InterleaveFirst(left.AsUInt16(), right.AsUInt16())), Is.EqualTo(Interleaved(left, right, 2, 0)));
                Assert.That(Bytes(Lanes.InterleaveSecond(left.AsUInt16(), right.AsUInt16())), Is.EqualTo(Interleaved(left, right, 2, 8)));
                Assert.That(Bytes(Lanes.InterleaveFirst(left.AsUInt32(), right.AsUInt32())), Is.EqualTo(Interleaved(left, right, 4, 0)));
                Assert.That(Bytes(Lanes.InterleaveSecond(left.AsUInt32(), right.AsUInt32())), Is.EqualTo(Interleaved(left, right, 4, 8)));
                Assert.That(Bytes(Lanes.InterleaveFirst(left.AsUInt64(), right.AsUInt64())), Is.EqualTo(Interleaved(left, right, 8, 0)));
                Assert.That(Bytes(Lanes.InterleaveSecond(left.AsUInt64(), right.AsUInt64())), Is.EqualTo(Interleaved(left, right, 8, 8)));
                Assert.That(Bytes(PortableLanes.First(left.GetLower(), right.GetLower())), Is.EqualTo(Interleaved(left, right, 1, 0)[..16]));
                Assert.That(Bytes(PortableLanes.Second(left.GetLower(), right.GetLower())), Is.EqualTo(Interleaved(left, right, 1, 8)[..16]));
                Assert.That(Bytes(PortableLanes.First(left.GetLower().AsUInt32(), right.GetLower().AsUInt32())), Is.EqualTo(Interleaved(left, right, 4, 0)[..16]));
                Assert.That(Bytes(PortableLanes.Second(left.GetLower().AsUInt64(), right.GetLower().AsUInt64())), Is.EqualTo(Interleaved(left, right, 8, 8)[..16]));
            }
        }
    }

    [Test]
    public void Lower_halves_are_multiplied()
    {
        foreach ((Vector256<byte> left, Vector256<byte> right) in Pairs())
        {
            ulong[] products = [.. Numbers(left.AsUInt64()).Zip(Numbers(right.AsUInt64()), (one, other) => (one & uint.MaxValue) * (other & uint.MaxValue))];
            long[] squares = [.. Numbers(left.AsInt64()).Select(number => (long)(int)number * (int)number)];
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Numbers(Lanes.Multiply(left.AsUInt64(), right.AsUInt64())), Is.EqualTo(products));
                Assert.That(Numbers(PortableLanes.Multiply(left.AsUInt64().GetLower(), right.AsUInt64().GetLower())), Is.EqualTo(products[..2]));
                Assert.That(Numbers(Lanes.Square(left.AsInt64())), Is.EqualTo(squares));
                Assert.That(Numbers(PortableLanes.Square(left.AsInt64().GetLower())), Is.EqualTo(squares[..2]));
            }
        }
    }

    [Test]
    public void Products_are_added_in_twos()
    {
        foreach ((Vector256<byte> left, Vector256<byte> right) in Pairs())
        {
            int[] products = [.. Numbers(left.AsInt16()).Zip(Numbers(right.AsInt16()), (one, other) => one * other)];
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Sum(Numbers(Lanes.MultiplyAdd(left.AsInt16(), right.AsInt16()))), Is.EqualTo(Sum(products)));
                Assert.That(Sum(Numbers(PortableLanes.MultiplyAdd(left.AsInt16().GetLower(), right.AsInt16().GetLower()))), Is.EqualTo(Sum(products[..8])));
            }
        }

        static int Sum(IEnumerable<int> numbers) => numbers.Aggregate((one, other) => unchecked(one + other));
    }

    [Test]
    public void Bytes_are_added_in_eights()
    {
        foreach ((Vector256<byte> bytes, _) in Pairs())
        {
            ulong[] sums = [.. Bytes(bytes).Chunk(8).Select(eight => (ulong)eight.Sum(each => each))];
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Numbers(Lanes.SumsOfEight(bytes)), Is.EqualTo(sums));
                Assert.That(Numbers(PortableLanes.SumsOfEight(bytes.GetLower())), Is.EqualTo(sums[..2]));
            }
        }
    }

    // Any bits, and among them the least and the greatest numbers of every size.
    private static IEnumerable<(Vector256<byte> Left, Vector256<byte> Right)> Pairs()
    {
        Random random = new(1);
        byte[] bytes = new byte[2 * Vector256<byte>.Count];
        byte[] extremes = [0, 1, 0x7F, 0x80, 0xFF];
        for (int round = 0; round < Rounds; round++)
        {
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                int length = 1 << random.Next(4);
                for (int start = 0; start < bytes.Length; start += length)
                {
                    bytes.AsSpan(start, length).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
                    bytes[start] = extremes[random.Next(extremes.Length)];
                    bytes[start + length - 1] = extremes[random.Next(extremes.Length)];
                }
            }

            yield return (Vector256.Create(bytes), Vector256.Create(bytes, Vector256<byte>.Count));
        }
    }

    private static byte[] Interleaved(Vector256<byte> left, Vector256<byte> right, int unit, int first)
    {
        (byte[] one, byte[] other) = (Bytes(left), Bytes(right));
        List<byte> both = [];
        foreach (int half in new[] { 0, 16 })
        {
            for (int start = half + first; start < half + first + 8; start += unit)
            {
                both.AddRange(one[start..(start + unit)]);
                both.AddRange(other[start..(start + unit)]);
            }
        }

        return [.. both];
    }

    private static byte[] Bytes<T>(Vector256<T> vector) => Numbers(vector.AsByte());

    private static byte[] Bytes<T>(Vector128<T> vector) => Numbers(vector.AsByte());

    private static T[] Numbers<T>(Vector256<T> vector)
    {
        T[] numbers = new T[Vector256<T>.Count];
        vector.CopyTo(numbers);
        return numbers;
    }

    private static T[] Numbers<T>(Vector128<T> vector)
    {
        T[] numbers = new T[Vector128<T>.Count];
        vector.CopyTo(numbers);
        return numbers;
    }
}
