using System.Buffers.Binary;
using System.Numerics;

namespace MmapTool.Elements;

/// <summary>Packed elements in a code of their own, as packed numbers of <see cref="ElementType.ValueType"/>.</summary>
internal static class CodedElements
{
    /// <summary>Decodes.</summary>
    /// <param name="type">The type of the elements, which is coded.</param>
    /// <param name="elements">A whole number of packed elements.</param>
    /// <param name="values">Room for <see cref="ElementType.ValueCount"/> numbers of each, in the byte order of the value type.</param>
    public static void Decode(ElementType type, ReadOnlySpan<byte> elements, Span<byte> values)
    {
        switch (type.Kind)
        {
            case ElementKind.Bits:
                type.Bits!.Decode(elements, values);
                break;
            case ElementKind.ComplexInteger:
                ComplexIntegers.Decode(type, elements, values);
                break;
            case ElementKind.PackedGroup:
                PackedGroups.Decode(type, elements, values);
                break;
            case ElementKind.IbmFloat or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG:
                Floats(type, elements, values);
                break;
            default:
                throw new ArgumentException($"{type} is not coded", nameof(type));
        }
    }

    /// <summary>
    /// Packed coded floats so that equal numbers have equal bytes: an IBM float may be written with leading zero digits, and both have zeros of many spellings.
    /// </summary>
    public static void Normalize(ElementType type, ReadOnlySpan<byte> elements, Span<byte> normal)
    {
        CodedFloat format = CodedFloat.Of(type)!;
        for (int place = 0; place < elements.Length; place += type.ItemSize)
        {
            CodedFloatValue value = format.Read(type, elements[place..]);
            (BigInteger numerator, BigInteger denominator) = value.Ratio;
            if (value.IsReserved)
            {
                elements.Slice(place, type.ItemSize).CopyTo(normal[place..]);
            }
            else
            {
                format.TryWrite(type, value.IsNegative && value.Fraction != 0, numerator, denominator, normal[place..]);
            }
        }
    }

    private static void Floats(ElementType type, ReadOnlySpan<byte> elements, Span<byte> values)
    {
        CodedFloat format = CodedFloat.Of(type)!;
        for (int index = 0; index < elements.Length / type.ItemSize; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(values[(index * sizeof(double))..], format.Read(type, elements[(index * type.ItemSize)..]).ToDouble());
        }
    }
}
