using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MmapTool.Elements;

/// <summary>Complex integers: a real part and an imaginary one, in two's complement.</summary>
internal static class ComplexIntegers
{
    /// <summary>The parts of one.</summary>
    public static (int Real, int Imaginary) Read(ElementType type, ReadOnlySpan<byte> element)
    {
        int size = type.ItemSize / 2;
        return (Part(type, element[..size]), Part(type, element.Slice(size, size)));
    }

    /// <summary>Packed complex integers as packed complex numbers of the value type, exactly.</summary>
    public static void Decode(ElementType type, ReadOnlySpan<byte> elements, Span<byte> values)
    {
        int count = elements.Length / type.ItemSize;
        for (int index = 0; index < count; index++)
        {
            (int real, int imaginary) = Read(type, elements.Slice(index * type.ItemSize, type.ItemSize));
            if (type.ItemSize <= 4)
            {
                Span<float> parts = MemoryMarshal.Cast<byte, float>(values.Slice(8 * index, 8));
                (parts[0], parts[1]) = (real, imaginary);
            }
            else
            {
                Span<double> parts = MemoryMarshal.Cast<byte, double>(values.Slice(16 * index, 16));
                (parts[0], parts[1]) = (real, imaginary);
            }
        }

        NativeOrder.Swap(type.ValueType, values[..(count * type.ValueType.ItemSize)]);
    }

    private static int Part(ElementType type, ReadOnlySpan<byte> part)
    {
        bool isBig = type.ByteOrder == ByteOrder.Big;
        return part.Length switch
        {
            1 => (sbyte)part[0],
            2 => isBig ? BinaryPrimitives.ReadInt16BigEndian(part) : BinaryPrimitives.ReadInt16LittleEndian(part),
            _ => isBig ? BinaryPrimitives.ReadInt32BigEndian(part) : BinaryPrimitives.ReadInt32LittleEndian(part),
        };
    }
}
