using System.Runtime.InteropServices;

namespace MmapTool.Elements;

/// <summary>A 24-bit unsigned integer in this machine's byte order: the element of <c>u3</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 3)]
public readonly record struct UInt24
{
    private readonly byte first;
    private readonly byte middle;
    private readonly byte last;

    private UInt24(byte low, byte middle, byte high)
    {
        this.middle = middle;
        (first, last) = BitConverter.IsLittleEndian ? (low, high) : (high, low);
    }

    /// <summary>The value, widened.</summary>
    public static implicit operator uint(UInt24 value)
    {
        (byte low, byte high) = BitConverter.IsLittleEndian ? (value.first, value.last) : (value.last, value.first);
        return (uint)((high << 16) | (value.middle << 8) | low);
    }

    /// <summary>The value cut to its lowest 24 bits.</summary>
    public static explicit operator UInt24(uint value) => new((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
