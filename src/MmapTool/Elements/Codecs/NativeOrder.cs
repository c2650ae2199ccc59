using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MmapTool.Elements;

/// <summary>Packed elements between the byte order of their type and this machine's. The change is its own inverse.</summary>
internal static class NativeOrder
{
    /// <summary>Swaps the bytes of every number, in place, where the type's order is not the machine's; else does nothing.</summary>
    /// <param name="type">The type of the elements.</param>
    /// <param name="elements">Packed elements, a whole number of them.</param>
    public static void Swap(ElementType type, Span<byte> elements)
    {
        // Coded elements are read as they lie.
        if (type.IsNativeOrder || type.IsCoded)
        {
            return;
        }

        switch (type.Kind)
        {
            case ElementKind.Record:
                // Fields may overlap, so that there is no one native form of a whole record.
                throw new ArgumentException("records are swapped field by field", nameof(type));
            case ElementKind.Complex:
                Reverse(elements, type.ItemSize / 2);
                break;
            case ElementKind.Unicode:
                Reverse(elements, sizeof(uint));
                break;
            default:
                Reverse(elements, type.ItemSize);
                break;
        }
    }

    /// <summary>Reverses the bytes of every number.</summary>
    /// <param name="numbers">Packed numbers.</param>
    /// <param name="size">Bytes of one.</param>
    public static void Reverse(Span<byte> numbers, int size)
    {
        switch (size)
        {
            case 2:
                Span<ushort> two = MemoryMarshal.Cast<byte, ushort>(numbers);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                Span<uint> four = MemoryMarshal.Cast<byte, uint>(numbers);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                Span<ulong> eight = MemoryMarshal.Cast<byte, ulong>(numbers);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
            default:
                for (int start = 0; start < numbers.Length; start += size)
                {
                    numbers.Slice(start, size).Reverse();
                }

                break;
        }
    }
}
