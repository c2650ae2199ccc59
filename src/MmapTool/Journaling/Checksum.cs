using System.Buffers.Binary;
using System.Numerics;

namespace MmapTool.Journaling;

/// <summary>CRC-32C at the end of a block, by the platform's own step (a processor instruction), seeded with the journal's nonce.</summary>
internal static class Checksum
{
    /// <summary>Puts the checksum of the first <paramref name="length"/> bytes behind them.</summary>
    public static void Append(Span<byte> block, int length, Guid nonce) =>
        BinaryPrimitives.WriteUInt32LittleEndian(block[length..], Of(block[..length], nonce));

    /// <summary>Whether the last four bytes are the checksum of those before.</summary>
    public static bool Matches(ReadOnlySpan<byte> block, Guid nonce) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block[^sizeof(uint)..]) == Of(block[..^sizeof(uint)], nonce);

    /// <summary>The checksum of no bytes yet, to be taken on by <see cref="Step"/> and complemented at the end.</summary>
    public static uint Seed(Guid nonce)
    {
        Span<byte> seed = stackalloc byte[16];
        nonce.TryWriteBytes(seed);
        return Step(uint.MaxValue, seed);
    }

    /// <summary>The checksum with these bytes added; begins with all bits set, and ends with their complement.</summary>
    public static uint Step(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }

    private static uint Of(ReadOnlySpan<byte> bytes, Guid nonce) => ~Step(Seed(nonce), bytes);
}
