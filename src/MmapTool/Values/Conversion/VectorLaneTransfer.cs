using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>Elements in this machine's byte order into their carriers, exactly, and back with one rounding.</summary>
internal static class VectorLaneTransfer
{
    /// <summary>The elements in their carrier.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="elements">Packed elements in this machine's byte order.</param>
    /// <param name="scratch">Room for as many in the carrier.</param>
    /// <returns>The elements themselves where they are so already, else a part of the scratch.</returns>
    public static ReadOnlySpan<byte> Load(ElementType type, ReadOnlySpan<byte> elements, Span<byte> scratch)
    {
        if (VectorLaneTypes.IsCarriedAsIs(type))
        {
            return elements;
        }

        int count = elements.Length / type.ItemSize;
        scratch = scratch[..(count * VectorLaneTypes.SizeOf(VectorLaneTypes.Of(type)))];
        switch (type.Kind)
        {
            case ElementKind.Boolean:
                // 1 less than the smaller of 1 and the byte, and so on, would be no clearer.
                TensorPrimitives.Min(elements, (byte)1, scratch);
                break;
            case ElementKind.SignedInteger:
                Widen(MemoryMarshal.Cast<byte, Int24>(elements), MemoryMarshal.Cast<byte, int>(scratch));
                break;
            case ElementKind.UnsignedInteger:
                Widen(MemoryMarshal.Cast<byte, UInt24>(elements), MemoryMarshal.Cast<byte, uint>(scratch));
                break;
            case ElementKind.Float:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(elements), MemoryMarshal.Cast<byte, float>(scratch));
                break;
            case ElementKind.BrainFloat:
                SmallFloatBlocks.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(elements), MemoryMarshal.Cast<byte, uint>(scratch));
                break;
            default:
                SmallFloatBlocks.FromFloat8(type.Kind, elements, MemoryMarshal.Cast<byte, float>(scratch));
                break;
        }

        return scratch;
    }

    /// <summary>Numbers in a type's carrier, each of which is in the type's range, as elements of it.</summary>
    public static void Store(ElementType type, ReadOnlySpan<byte> numbers, Span<byte> elements)
    {
        switch (type.Kind)
        {
            case ElementKind.SignedInteger:
                Narrow(MemoryMarshal.Cast<byte, int>(numbers), MemoryMarshal.Cast<byte, Int24>(elements));
                break;
            case ElementKind.UnsignedInteger:
                Narrow(MemoryMarshal.Cast<byte, uint>(numbers), MemoryMarshal.Cast<byte, UInt24>(elements));
                break;
            case ElementKind.Float:
                TensorPrimitives.ConvertToHalf(MemoryMarshal.Cast<byte, float>(numbers), MemoryMarshal.Cast<byte, Half>(elements));
                break;
            case ElementKind.BrainFloat:
                SmallFloatBlocks.ToBFloat16(MemoryMarshal.Cast<byte, uint>(numbers), MemoryMarshal.Cast<byte, ushort>(elements));
                break;
            case ElementKind.Float8E4M3FN or ElementKind.Float8E5M2:
                SmallFloatBlocks.ToFloat8(type.Kind, MemoryMarshal.Cast<byte, uint>(numbers), elements);
                break;
            default:
                numbers.CopyTo(elements);
                break;
        }
    }

    private static void Widen(ReadOnlySpan<Int24> from, Span<int> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = from[index];
        }
    }

    private static void Widen(ReadOnlySpan<UInt24> from, Span<uint> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = from[index];
        }
    }

    private static void Narrow(ReadOnlySpan<int> from, Span<Int24> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = (Int24)from[index];
        }
    }

    private static void Narrow(ReadOnlySpan<uint> from, Span<UInt24> to)
    {
        for (int index = 0; index < from.Length; index++)
        {
            to[index] = (UInt24)from[index];
        }
    }
}
