namespace MmapTool.Elements;

/// <summary>bfloat16: the upper half of an IEEE 754 binary32, in this machine's byte order.</summary>
public readonly record struct BFloat16
{
    private readonly ushort bits;

    private BFloat16(ushort bits) => this.bits = bits;

    /// <summary>The value, exactly.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.bits << 16);

    /// <summary>The nearest value, ties to even; infinity beyond the largest finite one.</summary>
    public static explicit operator BFloat16(double value)
    {
        uint sign = double.IsNegative(value) ? 0x8000u : 0;
        uint magnitude = double.IsNaN(value) ? 0x7FC0
            : double.IsInfinity(value) ? 0x7F80
            : Math.Min(SmallFloat.EncodeMagnitude(Math.Abs(value), 7, 127), 0x7F80);
        return new((ushort)(sign | magnitude));
    }
}
