using System.Text;
using MmapTool.Operations.Changes;

namespace MmapTool.Testing.Fuzzing;

/// <summary>Inputs made of valid ones: bytes flipped, cut out, doubled, spliced, numbers made huge, brackets nested deep; sometimes pure noise.</summary>
public sealed class Mutation
{
    private const int DeepestNesting = 3000;

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "255", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616",
        "340282366920938463463374607431768211456", "1e308", "1e999999999", "-0", "00", "0x7fffffffffffffff", "0b1", "8Ei", "1_0", "NaN", "1e-400",
    ];

    private readonly Random random;
    private readonly byte[][] valid;
    private readonly byte[][] tokens;

    /// <param name="seed">Where the random numbers begin.</param>
    /// <param name="valid">Inputs that are read without an error.</param>
    /// <param name="tokens">Pieces of the input's language.</param>
    public Mutation(int seed, IEnumerable<byte[]> valid, params IEnumerable<string> tokens)
    {
        random = new(seed);
        this.valid = [.. valid];
        this.tokens = [.. tokens.Concat(Numbers).Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        if (random.Next(50) == 0)
        {
            byte[] noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            return noise;
        }

        List<byte> bytes = [.. Pick(valid)];
        for (int changes = random.Next(5); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        int place = random.Next(bytes.Count + 1);
        int length = random.Next(Math.Min(bytes.Count - place, 64) + 1);
        switch (random.Next(10))
        {
            case 0 when place < bytes.Count:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when place < bytes.Count:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(place, length);
                break;
            case 3:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 4:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 5:
                byte[] other = Pick(valid);
                int from = random.Next(other.Length + 1);
                bytes.InsertRange(place, other[from..random.Next(from, other.Length + 1)]);
                break;
            case 6 when random.Next(20) == 0:
                byte[] piece = Pick(tokens);
                bytes.InsertRange(place, Enumerable.Repeat(piece, random.Next(DeepestNesting)).SelectMany(each => each));
                break;
            case 7 when bytes.FindIndex(Math.Min(place, bytes.Count), value => value is >= (byte)'0' and <= (byte)'9') is int digit and >= 0:
                int end = bytes.FindIndex(digit, value => value is < (byte)'0' or > (byte)'9');
                bytes.RemoveRange(digit, (end < 0 ? bytes.Count : end) - digit);
                bytes.InsertRange(digit, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
                break;
            default:
                bytes.InsertRange(place, Pick(tokens));
                break;
        }
    }

    private byte[] Pick(byte[][] from) => from[random.Next(from.Length)];
}
