namespace MmapTool.Elements;

/// <summary>
/// Encodes a double in a binary floating-point format smaller than f4, rounding once to nearest, ties to even. The platform has
/// <see cref="Half"/> and nothing smaller or narrower; its conversions through f4 would round twice.
/// </summary>
internal static class SmallFloat
{
    /// <summary>The bits of the magnitude of a finite value: exponent and mantissa, no sign.</summary>
    /// <param name="magnitude">A finite value, not negative.</param>
    /// <param name="mantissaBits">Stored bits of the mantissa.</param>
    /// <param name="bias">The bias of the exponent.</param>
    /// <returns>The bits; they may run past the largest finite code, which the caller takes as overflow.</returns>
    public static uint EncodeMagnitude(double magnitude, int mantissaBits, int bias)
    {
        if (magnitude == 0)
        {
            return 0;
        }

        int exponent = Math.Max(Math.ILogB(magnitude), 1 - bias);
        if (exponent > bias + 8)
        {
            return uint.MaxValue;
        }

        // In units of the last place the value is exact in a double, and Math.Round takes ties to even. A carry into the next power of two
        // adds itself to the exponent.
        double units = Math.Round(Math.ScaleB(magnitude, mantissaBits - exponent), MidpointRounding.ToEven);
        uint implicitBit = 1u << mantissaBits;
        uint significand = (uint)units;
        return significand < implicitBit ? significand : (uint)((exponent + bias - 1) << mantissaBits) + significand;
    }

    /// <summary>The value of a magnitude's bits, taken as finite.</summary>
    public static float DecodeMagnitude(uint bits, int mantissaBits, int bias)
    {
        uint exponent = bits >> mantissaBits;
        uint mantissa = bits & ((1u << mantissaBits) - 1);
        return exponent == 0
            ? MathF.ScaleB(mantissa, 1 - bias - mantissaBits)
            : MathF.ScaleB(mantissa | (1u << mantissaBits), (int)exponent - bias - mantissaBits);
    }
}
