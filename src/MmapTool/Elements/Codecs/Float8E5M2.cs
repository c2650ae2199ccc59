namespace MmapTool.Elements;

/// <summary>float8_e5m2: bias 15, with infinities and NaNs as in IEEE 754 (OCP 8-bit floating point, revision 1.0).</summary>
public readonly record struct Float8E5M2
{
    private const uint Infinity = 0x7C;
    private readonly byte bits;

    private Float8E5M2(byte bits) => this.bits = bits;

    /// <summary>The value, exactly.</summary>
    public static implicit operator float(Float8E5M2 value)
    {
        uint magnitude = value.bits & 0x7Fu;
        float decoded = magnitude > Infinity ? float.NaN
            : magnitude == Infinity ? float.PositiveInfinity
            : SmallFloat.DecodeMagnitude(magnitude, 2, 15);
        return (value.bits & 0x80) != 0 ? -decoded : decoded;
    }

    /// <summary>The nearest value, ties to even; infinity beyond the largest finite one.</summary>
    public static explicit operator Float8E5M2(double value)
    {
        uint sign = double.IsNegative(value) ? 0x80u : 0;
        uint magnitude = double.IsNaN(value) ? Infinity | 2
            : double.IsInfinity(value) ? Infinity
            : Math.Min(SmallFloat.EncodeMagnitude(Math.Abs(value), 2, 15), Infinity);
        return new((byte)(sign | magnitude));
    }
}
