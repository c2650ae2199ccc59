using System.Buffers.Binary;
using MmapTool.Elements;

namespace MmapTool.Operations.Search;

/// <summary>Bits of which some must be set.</summary>
/// <param name="Place">Where they are in the pattern.</param>
/// <param name="Bits">The bits.</param>
internal readonly record struct SomeBits(int Place, byte[] Bits)
{
    /// <summary>Whether some are, in as many bytes as the pattern has.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < Bits.Length; index++)
        {
            if ((bytes[Place + index] & Bits[index]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Which bits of an element say that it equals a value: all of them, with exceptions. Floats: 0 equals -0, and any NaN any other. Booleans: all bytes but 0
/// are true. Bits of integers: the other bits do not count. Records: bytes that belong to no field do not count.
/// </summary>
internal static class ElementBits
{
    /// <summary>Adds what one element needs.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">The value, as an element of the type.</param>
    /// <param name="mask">The bits that must be those of the value are set in it.</param>
    /// <param name="some">Takes the bits of which some must be set.</param>
    /// <param name="place">Where this element is.</param>
    public static void Add(ElementType type, ReadOnlySpan<byte> value, Span<byte> mask, List<SomeBits> some, int place)
    {
        ReadOnlySpan<byte> element = value.Slice(place, type.ItemSize);
        switch (type.Kind)
        {
            case ElementKind.Record:
                foreach (RecordField field in type.Fields)
                {
                    // A field lies within its record, whose size is an int.
                    int end = place + (int)(field.Offset + field.ByteLength);
                    for (int at = place + (int)field.Offset; at < end; at += field.Type.ItemSize)
                    {
                        Add(field.Type, value, mask, some, at);
                    }
                }

                break;
            case ElementKind.Complex:
                ElementType part = ElementType.Create(ElementKind.Float, type.ItemSize / 2, type.ByteOrder);
                Add(part, value, mask, some, place);
                Add(part, value, mask, some, place + part.ItemSize);
                break;
            case ElementKind.Bits:
                type.Bits!.Write(mask.Slice(place, type.ItemSize), ulong.MaxValue);
                break;
            case ElementKind.Boolean when element[0] != 0:
                some.Add(new(place, [0xFF]));
                break;
            case ElementKind.Float or ElementKind.BrainFloat or ElementKind.Float8E5M2 or ElementKind.Float8E4M3FN:
                AddFloat(type, element, place, mask, some);
                break;
            default:
                mask.Slice(place, type.ItemSize).Fill(0xFF);
                break;
        }
    }

    private static void AddFloat(ElementType type, ReadOnlySpan<byte> element, int place, Span<byte> mask, List<SomeBits> some)
    {
        int size = type.ItemSize;
        Span<byte> little = stackalloc byte[sizeof(ulong)];
        little.Clear();
        Store(type, element, little);
        ulong magnitude = ulong.MaxValue >> (65 - (8 * size));
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(little) & magnitude;
        ulong infinity = Infinity(type);
        ulong counts = magnitude + magnitude + 1;
        if (value == 0)
        {
            counts = magnitude;
        }
        else if (type.Kind == ElementKind.Float8E4M3FN && value == magnitude)
        {
            // The one NaN of that type, in either sign.
            counts = magnitude;
        }
        else if (type.Kind != ElementKind.Float8E4M3FN && value > infinity)
        {
            counts = infinity;
            byte[] mantissa = new byte[size];
            BinaryPrimitives.WriteUInt64LittleEndian(little, magnitude & ~infinity);
            Store(type, little[..size], mantissa);
            some.Add(new(place, mantissa));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(little, counts);
        Span<byte> bits = stackalloc byte[size];
        Store(type, little[..size], bits);
        for (int index = 0; index < size; index++)
        {
            // Fields of a record may overlap: both count.
            mask[place + index] |= bits[index];
        }
    }

    // All bits of the exponent.
    private static ulong Infinity(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Float, 8) => 0x7FF0_0000_0000_0000,
        (ElementKind.Float, 4) => 0x7F80_0000,
        (ElementKind.Float, _) => 0x7C00,
        (ElementKind.BrainFloat, _) => 0x7F80,
        _ => 0x7C,
    };

    // Between little-endian order and that of the type: its own inverse.
    private static void Store(ElementType type, ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        if (type.ByteOrder == ByteOrder.Big)
        {
            to[..from.Length].Reverse();
        }
    }
}
