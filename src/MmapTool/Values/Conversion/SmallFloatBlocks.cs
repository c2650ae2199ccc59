using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// Blocks of the small floats that the platform lacks, from and to the bits of f4, to nearest, ties to even. The results are the same to the bit as those of
/// the codecs of <see cref="BFloat16"/>, <see cref="Float8E4M3FN"/> and <see cref="Float8E5M2"/> for every f4. Ours, as TensorPrimitives has none.
/// </summary>
internal static class SmallFloatBlocks
{
    private const uint SingleInfinity = 0x7F80_0000;
    private static readonly float[] E4M3FN = Table<Float8E4M3FN>(static code => code);
    private static readonly float[] E5M2 = Table<Float8E5M2>(static code => code);

    /// <summary>bf16 is the upper half of f4.</summary>
    public static void FromBFloat16(ReadOnlySpan<ushort> from, Span<uint> to)
    {
        int index = 0;
        for (; index <= from.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(from[index..]), out Vector<uint> low, out Vector<uint> high);
            (low << 16).CopyTo(to[index..]);
            (high << 16).CopyTo(to[(index + Vector<uint>.Count)..]);
        }

        for (; index < from.Length; index++)
        {
            to[index] = (uint)from[index] << 16;
        }
    }

    /// <summary>f4 rounded to bf16.</summary>
    public static void ToBFloat16(ReadOnlySpan<uint> from, Span<ushort> to)
    {
        int index = 0;
        for (; index <= from.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector<uint> low = RoundToBFloat16(new(from[index..]));
            Vector<uint> high = RoundToBFloat16(new(from[(index + Vector<uint>.Count)..]));
            Vector.Narrow(low, high).CopyTo(to[index..]);
        }

        for (; index < from.Length; index++)
        {
            uint bits = from[index];
            to[index] = (ushort)((bits & 0x7FFF_FFFF) > SingleInfinity ? ((bits >> 16) & 0x8000) | 0x7FC0 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    /// <summary>float8 by a table of its 256 codes.</summary>
    public static void FromFloat8(ElementKind kind, ReadOnlySpan<byte> from, Span<float> to)
    {
        float[] table = kind == ElementKind.Float8E4M3FN ? E4M3FN : E5M2;
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = table[from[index]];
        }
    }

    /// <summary>f4 rounded to float8; beyond the largest comes NaN for e4m3fn, infinity for e5m2.</summary>
    public static void ToFloat8(ElementKind kind, ReadOnlySpan<uint> from, Span<byte> to)
    {
        bool isE4 = kind == ElementKind.Float8E4M3FN;
        int dropped = isE4 ? 20 : 21;
        uint bias = isE4 ? 7u : 15;

        // Adding a power of two whose last place is that of the subnormal codes rounds to these codes. The sum's last bits are then the code.
        uint magic = (127 - bias + 1 + (uint)dropped) << 23;
        uint leastNormal = (128 - bias) << 23;
        uint beyond = isE4 ? 0x7Fu : 0x7C;
        uint notANumber = isE4 ? 0x7Fu : 0x7E;
        for (int index = 0; index < from.Length; index++)
        {
            uint sign = (from[index] >> 24) & 0x80;
            uint bits = from[index] & 0x7FFF_FFFF;
            uint code = bits > SingleInfinity ? notANumber
                : bits < leastNormal ? BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(bits) + BitConverter.UInt32BitsToSingle(magic)) - magic
                : Math.Min((bits - ((127 - bias) << 23) + (1u << (dropped - 1)) - 1 + ((bits >> dropped) & 1)) >> dropped, beyond);
            to[index] = (byte)(sign | code);
        }
    }

    private static Vector<uint> RoundToBFloat16(Vector<uint> bits)
    {
        Vector<uint> upper = bits >>> 16;
        Vector<uint> rounded = (bits + new Vector<uint>(0x7FFF) + (upper & Vector<uint>.One)) >>> 16;
        Vector<uint> isNaN = Vector.GreaterThan(bits & new Vector<uint>(0x7FFF_FFFF), new Vector<uint>(SingleInfinity));
        return Vector.ConditionalSelect(isNaN, (upper & new Vector<uint>(0x8000)) | new Vector<uint>(0x7FC0), rounded);
    }

    private static float[] Table<T>(Func<T, float> valueOf)
        where T : unmanaged
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        return [.. MemoryMarshal.Cast<byte, T>(codes).ToArray().Select(valueOf)];
    }
}
