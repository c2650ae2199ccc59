namespace MmapTool.Text;

/// <summary>Bytes as pairs of lower-case hexadecimal digits.</summary>
internal static class HexDigits
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    public static byte High(byte value) => Digits[value >> 4];

    public static byte Low(byte value) => Digits[value & 15];

    public static void Write(scoped ReadOnlySpan<byte> bytes, ref TextBuffer output)
    {
        const int Chunk = 4096;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = bytes[..Math.Min(Chunk, bytes.Length)];
            Convert.TryToHexStringLower(chunk, output.Reserve(2 * chunk.Length), out int written);
            output.Advance(written);
            bytes = bytes[chunk.Length..];
        }
    }
}
