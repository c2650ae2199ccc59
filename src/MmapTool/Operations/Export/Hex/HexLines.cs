using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MmapTool.Text;

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

    // Of a line, after the offset.
    private const int TextLength = 60;

    // Properties, so that the compiler sees the constants.
    private static Vector128<byte> Digits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create("0123456789abcdef"u8);
    }

    // Sixteen digits become "dddd dddd dddd dddd ", twenty characters: two stores that overlap. 0x80 picks nothing, and the space is put in.
    private static Vector128<byte> Head
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 1, 2, 3, 0x80, 4, 5, 6, 7, 0x80, 8, 9, 10, 11, 0x80, 12);
    }

    private static Vector128<byte> Tail
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0x80, 4, 5, 6, 7, 0x80, 8, 9, 10, 11, 0x80, 12, 13, 14, 15, 0x80);
    }

    private static Vector128<byte> HeadSpaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0);
    }

    private static Vector128<byte> TailSpaces
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32, 0, 0, 0, 0, 32);
    }

    /// <summary>Formats whole lines.</summary>
    /// <param name="offset">The offset that the first one shows.</param>
    /// <param name="bytes">16 bytes a line.</param>
    /// <param name="lines">At least <see cref="MaximumLength"/> bytes a line.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(long offset, ReadOnlySpan<byte> bytes, Span<byte> lines)
    {
        Span<byte> digits = stackalloc byte[16];
        Vector128<byte> prefix = default;
        int start = 0;
        int written = 0;
        for (; bytes.Length >= BytesPerLine; bytes = bytes[BytesPerLine..])
        {
            // Of sixteen lines the offsets differ in one digit.
            int digit = (int)(offset >> 4) & 15;
            if (written == 0 || digit == 0)
            {
                start = WriteOffset(offset, digits);
                prefix = Vector128.Create(digits);
            }

            Span<byte> line = lines[written..];
            prefix.CopyTo(line);
            line[start - 2] = HexDigits.Low((byte)digit);
            WriteBytes(Vector128.Create(bytes), line.Slice(start, TextLength));
            written += start + TextLength;
            offset += BytesPerLine;
        }

        return written;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteBytes(Vector128<byte> value, Span<byte> text)
    {
        (Vector128<byte> first, Vector128<byte> second) = Hex(value);
        text[0] = (byte)':';
        text[1] = (byte)' ';
        (Picked(first, Head) | HeadSpaces).CopyTo(text[2..]);
        (Picked(first, Tail) | TailSpaces).CopyTo(text[6..]);
        (Picked(second, Head) | HeadSpaces).CopyTo(text[22..]);
        (Picked(second, Tail) | TailSpaces).CopyTo(text[26..]);
        text[42] = (byte)' ';
        Vector128<byte> printable = Vector128.LessThan(value - Vector128.Create((byte)0x20), Vector128.Create((byte)0x5F));
        Vector128.ConditionalSelect(printable, value, Vector128.Create((byte)'.')).CopyTo(text[43..]);
        text[59] = (byte)'\n';
    }

    // A processor instruction is named here, because code compiled ahead of time did the portable shuffles byte by byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Picked(Vector128<byte> bytes, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(bytes, indices)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(bytes, indices)
        : Vector128.Shuffle(bytes, indices);

    // At least eight digits, at most sixteen.
    private static int WriteOffset(long offset, Span<byte> digits)
    {
        offset.TryFormat(digits, out int length, "x8", CultureInfo.InvariantCulture);
        return length;
    }

    // The digits of bytes 0 to 7 and of bytes 8 to 15.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> First, Vector128<byte> Second) Hex(Vector128<byte> bytes)
    {
        // Each byte is spread over a 16-bit lane: the high digit in the byte that comes first in memory.
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        return (Lanes(low), Lanes(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Lanes(Vector128<ushort> lanes)
    {
        Vector128<ushort> nibbles = BitConverter.IsLittleEndian
            ? (lanes >>> 4) | ((lanes & Vector128.Create((ushort)15)) << 8)
            : ((lanes >>> 4) << 8) | (lanes & Vector128.Create((ushort)15));
        return Picked(Digits, nibbles.AsByte());
    }
}
