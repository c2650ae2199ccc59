namespace MmapTool.Elements;

/// <summary>
/// float8_e4m3fn: bias 7, largest value 448, no infinities; exponent and mantissa all ones is NaN (OCP 8-bit floating point, revision 1.0).
/// </summary>
public readonly record struct Float8E4M3FN
{
    private const uint NaN = 0x7F;
    private readonly byte bits;

    private Float8E4M3FN(byte bits) => this.bits = bits;

    /// <summary>The value, exactly.</summary>
    public static implicit operator float(Float8E4M3FN value)
    {
        uint magnitude = value.bits & 0x7Fu;
        float decoded = magnitude == NaN ? float.NaN : SmallFloat.DecodeMagnitude(magnitude, 3, 7);
        return (value.bits & 0x80) != 0 ? -decoded : decoded;
    }

    /// <summary>The nearest value, ties to even; NaN beyond the largest, as the format has no infinity.</summary>
    public static explicit operator Float8E4M3FN(double value)
    {
        uint sign = double.IsNegative(value) ? 0x80u : 0;
        uint magnitude = double.IsFinite(value) ? Math.Min(SmallFloat.EncodeMagnitude(Math.Abs(value), 3, 7), NaN) : NaN;
        return new((byte)(sign | magnitude));
    }
}
