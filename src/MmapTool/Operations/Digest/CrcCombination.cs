namespace MmapTool.Operations.Digest;

/// <summary>
/// The CRC of two pieces from the CRCs of each, so that pieces can be worked on at once. The first one's remainder is multiplied by x to the bits of the
/// second, in polynomials over GF(2) with reflected bits (bit 31 is x⁰), as in zlib's crc32_combine.
/// </summary>
internal static class CrcCombination
{
    private const uint One = 1u << 31;
    private const uint ToTheEighth = One >> 8;

    /// <summary>The polynomial of an algorithm, reflected; 0 for one that is no CRC.</summary>
    public static uint PolynomialOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Crc32 => 0xEDB88320,
        DigestAlgorithm.Crc32C => 0x82F63B78,
        _ => 0,
    };

    /// <summary>The CRC of both pieces together.</summary>
    /// <param name="first">That of the first piece.</param>
    /// <param name="second">That of the second.</param>
    /// <param name="length">Bytes of the second.</param>
    /// <param name="polynomial">Reflected.</param>
    public static uint Combine(uint first, uint second, long length, uint polynomial)
    {
        uint power = One;
        uint square = ToTheEighth;
        for (; length != 0; length >>= 1)
        {
            if ((length & 1) != 0)
            {
                power = Product(power, square, polynomial);
            }

            square = Product(square, square, polynomial);
        }

        return Product(power, first, polynomial) ^ second;
    }

    private static uint Product(uint left, uint right, uint polynomial)
    {
        uint product = 0;
        for (uint bit = One; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
            }

            right = (right >> 1) ^ ((right & 1) != 0 ? polynomial : 0);
        }

        return product;
    }
}
