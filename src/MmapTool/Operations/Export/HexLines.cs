using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Export;

/// <summary>
/// Lines as <c>xxd</c> prints them: offset, eight groups of two bytes, and the bytes as text. A full line is a handful of vector
/// shuffles; the platform's hex formatting knows no gaps between the digits.
/// </summary>
internal static class HexLines
{
    /// <summary>Bytes of the view in a line.</summary>
    public const int BytesPerLine = 16;

    /// <summary>The most bytes of text that a line takes: 16 digits of offset and 60 others.</summary>
    public const int MaximumLength = 76;

    private const int OffsetDigits = 8;

    // Properties, so that the compiler sees the constants.
    private static Vector128<byte> Digits => Vector128.Create("0123456789abcdef"u8);

    // Sixteen digits become "dddd dddd dddd dddd ", twenty characters: two stores that overlap. 16 picks nothing, and the space is put in.
    private static Vector128<byte> Head => Vector128.Create((byte)0, 1, 2, 3, 16, 4, 5, 6, 7, 16, 8, 9, 10, 11, 16, 12);

    private static Vector128<byte> Tail => Vector128.Create((byte)16, 4, 5, 6, 7, 16, 8, 9, 10, 11, 16, 12, 13, 14, 15, 16);

    private static Vector128<byte> HeadSpaces => Vector128.Create((byte)0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0);

    private static Vector128<byte> TailSpaces => Vector128.Create((byte)32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32);

    /// <summary>Formats a whole line.</summary>
    /// <param name="offset">The offset it shows.</param>
    /// <param name="bytes">16 bytes.</param>
    /// <param name="line">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(long offset, ReadOnlySpan<byte> bytes, Span<byte> line)
    {
        int start = WriteOffset(offset, line);
        Span<byte> rest = line.Slice(start, 60);
        Vector128<byte> value = Vector128.Create(bytes);
        (Vector128<byte> first, Vector128<byte> second) = Hex(value);
        rest[0] = (byte)':';
        rest[1] = (byte)' ';
        (Vector128.Shuffle(first, Head) | HeadSpaces).CopyTo(rest[2..]);
        (Vector128.Shuffle(first, Tail) | TailSpaces).CopyTo(rest[6..]);
        (Vector128.Shuffle(second, Head) | HeadSpaces).CopyTo(rest[22..]);
        (Vector128.Shuffle(second, Tail) | TailSpaces).CopyTo(rest[26..]);
        rest[42] = (byte)' ';
        Vector128<byte> printable = Vector128.LessThan(value - Vector128.Create((byte)0x20), Vector128.Create((byte)0x5F));
        Vector128.ConditionalSelect(printable, value, Vector128.Create((byte)'.')).CopyTo(rest[43..]);
        rest[59] = (byte)'\n';
        return start + 60;
    }

    /// <summary>Formats the last line, which may be short: its text stands where that of a whole line stands.</summary>
    /// <param name="offset">The offset it shows.</param>
    /// <param name="bytes">1 to 16 bytes.</param>
    /// <param name="line">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WritePart(long offset, ReadOnlySpan<byte> bytes, Span<byte> line)
    {
        Span<byte> padded = stackalloc byte[BytesPerLine];
        bytes.CopyTo(padded);
        int length = Write(offset, padded, line);
        int digits = (2 * bytes.Length) + (bytes.Length / 2);
        int missing = BytesPerLine - bytes.Length;
        line[(length - 58 + digits)..(length - 17)].Fill((byte)' ');
        line[length - 1 - missing] = (byte)'\n';
        return length - missing;
    }

    private static int WriteOffset(long offset, Span<byte> line)
    {
        int start = 0;
        if (offset > uint.MaxValue)
        {
            (offset >> 32).TryFormat(line, out start, "x", CultureInfo.InvariantCulture);
        }

        ulong bigEndian = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((uint)offset) : (ulong)(uint)offset << 32;
        Hex(Vector128.CreateScalar(bigEndian).AsByte()).First.CopyTo(line[start..]);
        return start + OffsetDigits;
    }

    // The digits of bytes 0 to 7 and of bytes 8 to 15.
    private static (Vector128<byte> First, Vector128<byte> Second) Hex(Vector128<byte> bytes)
    {
        // Each byte is spread over a 16-bit lane: the high digit in the byte that comes first in memory.
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        return (Lanes(low), Lanes(high));
    }

    private static Vector128<byte> Lanes(Vector128<ushort> lanes)
    {
        Vector128<ushort> nibbles = BitConverter.IsLittleEndian
            ? (lanes >>> 4) | ((lanes & Vector128.Create((ushort)15)) << 8)
            : ((lanes >>> 4) << 8) | (lanes & Vector128.Create((ushort)15));
        return Vector128.ShuffleNative(Digits, nibbles.AsByte());
    }
}
