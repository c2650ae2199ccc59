using System.Buffers.Binary;
using System.IO.Hashing;

namespace MmapTool.Journaling;

/// <summary>
/// Digests of a range, one for each 512-byte sector of the file that it has bytes in: XXH3 (64 bits, seed 0) of these bytes. A disk writes a sector
/// whole or not at all.
/// </summary>
internal static class SectorDigests
{
    /// <summary>Bytes of a sector.</summary>
    public const int Sector = 512;

    /// <summary>Bytes that the digests of a range take.</summary>
    public static int LengthOf(long offset, int length) => checked((int)(((offset + length - 1) / Sector) - (offset / Sector) + 1) * sizeof(ulong));

    /// <summary>Writes the digests of the bytes that stand, or will stand, at an offset.</summary>
    public static void Write(long offset, ReadOnlySpan<byte> bytes, Span<byte> digests)
    {
        while (!bytes.IsEmpty)
        {
            int piece = PieceAt(offset, bytes.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(digests, XxHash3.HashToUInt64(bytes[..piece]));
            digests = digests[sizeof(ulong)..];
            bytes = bytes[piece..];
            offset += piece;
        }
    }

    /// <summary>Compares what stands in a range with its old bytes and the digests of its new ones.</summary>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="there">The bytes that stand there now.</param>
    /// <param name="old">The old bytes.</param>
    /// <param name="digests">The digests of the new ones.</param>
    /// <param name="tally">Counts the sectors.</param>
    /// <returns>Where a sector begins that holds neither; -1 where there is none.</returns>
    public static long FirstOfNeither(long offset, ReadOnlySpan<byte> there, ReadOnlySpan<byte> old, ReadOnlySpan<byte> digests, SectorTally tally)
    {
        while (!there.IsEmpty)
        {
            int piece = PieceAt(offset, there.Length);
            if (there[..piece].SequenceEqual(old[..piece]))
            {
                tally.Old++;
            }
            else if (XxHash3.HashToUInt64(there[..piece]) == BinaryPrimitives.ReadUInt64LittleEndian(digests))
            {
                tally.New++;
            }
            else
            {
                return offset;
            }

            digests = digests[sizeof(ulong)..];
            there = there[piece..];
            old = old[piece..];
            offset += piece;
        }

        return -1;
    }

    private static int PieceAt(long offset, int left) => (int)Math.Min(Sector - (offset % Sector), left);
}

/// <summary>How many sectors were found in each of the two states.</summary>
internal sealed class SectorTally
{
    /// <summary>Sectors that are as before the change.</summary>
    public long Old { get; set; }

    /// <summary>Sectors that are as after the change, and were not so before.</summary>
    public long New { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Errors.Plural.Of(Old + New, "sector") + $" compared: {Old} as before the change, {New} as after it";
}
