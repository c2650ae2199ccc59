namespace MmapTool.Text;

/// <summary>A byte as the character U+00XX in UTF-8.</summary>
internal static class Latin1
{
    /// <returns>Bytes written: 1 or 2.</returns>
    public static int Encode(byte character, Span<byte> destination)
    {
        if (character < 0x80)
        {
            destination[0] = character;
            return 1;
        }

        destination[0] = (byte)(0xC0 | (character >> 6));
        destination[1] = (byte)(0x80 | (character & 0x3F));
        return 2;
    }
}
