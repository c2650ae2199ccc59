using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace MmapTool.Bench;

/// <summary>
/// Makes test files of any size in 1 MiB of memory: <c>make PATH SIZE [--sparse] [--pattern count|random|f4] [--seed N]</c>.
/// </summary>
/// <remarks>
/// Every eight bytes depend only on their place and the seed. So any part of a file can be checked without the rest. The pattern
/// <c>count</c> has the little-endian 64-bit number of the word, <c>random</c> a hash of that number, and <c>f4</c> two float32 from 0 to 1.
/// A sparse file has the same bytes in its first and last 4 KiB, and a hole between them.
/// </remarks>
internal static class MakeFile
{
    private const int BufferLength = 1 << 20;
    private const int SparseEdge = 4096;
    private const string Usage = "make PATH SIZE [--sparse] [--pattern count|random|f4] [--seed N]   (SIZE: bytes, with k M G T or Ki Mi Gi Ti)";

    private static readonly Dictionary<string, long> Suffixes = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["k"] = 1_000,
        ["M"] = 1_000_000,
        ["G"] = 1_000_000_000,
        ["T"] = 1_000_000_000_000,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
    };

    public static int Run(string[] arguments)
    {
        try
        {
            Make(arguments);
            return 0;
        }
        catch (FormatException exception)
        {
            Console.Error.WriteLine($"{exception.Message}\nusage: {Usage}");
            return 2;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return 3;
        }
    }

    private static void Make(string[] arguments)
    {
        List<string> operands = [];
        bool sparse = false;
        string pattern = "count";
        ulong seed = 0;
        for (int index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--sparse":
                    sparse = true;
                    break;
                case "--pattern" when index + 1 < arguments.Length && arguments[index + 1] is "count" or "random" or "f4":
                    pattern = arguments[++index];
                    break;
                case "--seed" when index + 1 < arguments.Length && ulong.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed):
                    index++;
                    break;
                case ['-', ..] option:
                    throw new FormatException($"'{option}' is no option, or its value is missing or wrong");
                case var operand:
                    operands.Add(operand);
                    break;
            }
        }

        if (operands is not [var path, var size])
        {
            throw new FormatException("exactly a path and a size are needed");
        }

        Write(path, ParseSize(size), sparse, pattern, seed);
    }

    private static long ParseSize(string text)
    {
        string digits = text.TrimEnd("kKMGTi".ToCharArray());
        return Suffixes.TryGetValue(text[digits.Length..], out long unit)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count <= long.MaxValue / unit
            ? count * unit
            : throw new FormatException($"'{text}' is no size");
    }

    private static void Write(string path, long length, bool sparse, string pattern, ulong seed)
    {
        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            PreallocationSize = sparse ? 0 : length,
        });
        byte[] buffer = new byte[BufferLength];
        for (long position = 0; position < length;)
        {
            if (sparse && position == SparseEdge && length - SparseEdge > position)
            {
                // The next word is the one in which the last edge begins.
                position = (length - SparseEdge) & ~7L;
                file.SetLength(length);
                file.Position = position;
            }

            int count = (int)Math.Min(sparse ? SparseEdge : BufferLength, length - position);
            Fill(buffer, (ulong)(position / sizeof(ulong)), pattern, seed);
            file.Write(buffer, 0, count);
            position += count;
        }
    }

    private static void Fill(Span<byte> buffer, ulong firstWord, string pattern, ulong seed)
    {
        for (int offset = 0; offset < buffer.Length; offset += sizeof(ulong))
        {
            ulong number = firstWord + ((ulong)offset / sizeof(ulong));
            ulong word = pattern switch
            {
                "count" => number + seed,
                "random" => Mix(number, seed),
                _ => Floats(Mix(number, seed)),
            };
            BinaryPrimitives.WriteUInt64LittleEndian(buffer[offset..], word);
        }
    }

    // SplitMix64's output function (Steele, Lea, Flood 2014). System.Random gives a stream; this gives any word on its own.
    private static ulong Mix(ulong number, ulong seed)
    {
        ulong mixed = BitOperations.RotateLeft(seed, 32) + ((number + 1) * 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private static ulong Floats(ulong bits) => Float((uint)(bits >> 32)) << 32 | Float((uint)bits);

    // 24 bits are what a float32 holds exactly.
    private static ulong Float(uint bits) => BitConverter.SingleToUInt32Bits((bits >> 8) * (1f / (1 << 24)));
}
