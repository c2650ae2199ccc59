using System.Runtime.InteropServices;

namespace MmapTool.Elements;

/// <summary>A 24-bit two's complement integer in this machine's byte order: the element of <c>i3</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 3)]
public readonly record struct Int24
{
    private readonly byte first;
    private readonly byte middle;
    private readonly byte last;

    private Int24(byte low, byte middle, byte high)
    {
        this.middle = middle;
        (first, last) = BitConverter.IsLittleEndian ? (low, high) : (high, low);
    }

    /// <summary>The value, widened.</summary>
    public static implicit operator int(Int24 value)
    {
        (byte low, byte high) = BitConverter.IsLittleEndian ? (value.first, value.last) : (value.last, value.first);
        return ((sbyte)high << 16) | (value.middle << 8) | low;
    }

    /// <summary>The value cut to its lowest 24 bits.</summary>
    public static explicit operator Int24(int value) => new((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
