using System.Buffers.Binary;

namespace MmapTool.Elements;

/// <summary>
/// Groups of unsigned integers as MIPI CSI-2 packs RAW10, RAW12 and RAW14. First come the upper 8 bits of each number, a byte each, then the lower bits of
/// all, the first number's lowest.
/// </summary>
internal static class PackedGroups
{
    /// <summary>The numbers of a group.</summary>
    public static void Read(ElementType type, ReadOnlySpan<byte> element, Span<ushort> numbers)
    {
        int count = type.ValueCount;
        int lower = type.PackedBits - 8;
        uint rest = Rest(element[count..type.ItemSize]);
        for (int index = 0; index < count; index++)
        {
            numbers[index] = (ushort)((element[index] << lower) | (int)((rest >> (lower * index)) & ((1u << lower) - 1)));
        }
    }

    /// <summary>Stores the numbers of a group, which have no more bits than it has for each.</summary>
    public static void Write(ElementType type, ReadOnlySpan<ushort> numbers, Span<byte> element)
    {
        int count = type.ValueCount;
        int lower = type.PackedBits - 8;
        uint rest = 0;
        for (int index = 0; index < count; index++)
        {
            element[index] = (byte)(numbers[index] >> lower);
            rest |= (numbers[index] & ((1u << lower) - 1)) << (lower * index);
        }

        for (int index = count; index < type.ItemSize; index++)
        {
            element[index] = (byte)(rest >> (8 * (index - count)));
        }
    }

    /// <summary>Packed groups as packed <c>u2</c>, little-endian.</summary>
    public static void Decode(ElementType type, ReadOnlySpan<byte> elements, Span<byte> values)
    {
        Span<ushort> numbers = stackalloc ushort[type.ValueCount];
        for (int place = 0; place < elements.Length; place += type.ItemSize)
        {
            Read(type, elements.Slice(place, type.ItemSize), numbers);
            foreach (ushort number in numbers)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(values, number);
                values = values[sizeof(ushort)..];
            }
        }
    }

    private static uint Rest(ReadOnlySpan<byte> bytes)
    {
        uint rest = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            rest |= (uint)bytes[index] << (8 * index);
        }

        return rest;
    }
}
