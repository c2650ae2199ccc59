using System.Buffers.Binary;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>Some consecutive bits of an integer, seen as an unsigned integer: the result of <c>.bits[lo:hi]</c> on an integer type.</summary>
/// <param name="Container">The integer type that the bits are of.</param>
/// <param name="Low">The lowest bit; 0 is the integer's lowest, whatever its byte order.</param>
/// <param name="High">One past the highest bit; at most the number of bits that the integer has.</param>
public sealed record BitField(ElementType Container, int Low, int High)
{
    /// <summary>The integer type that the bits are of.</summary>
    public ElementType Container { get; init => field = Argument.NotNull(value, nameof(Container)); } = Argument.NotNull(Container);

    /// <summary>How many bits.</summary>
    public int Count => High - Low;

    /// <summary>The smallest unsigned integer type that holds the bits, in the byte order of the integer that they are of.</summary>
    public ElementType ValueType =>
        ElementType.Create(ElementKind.UnsignedInteger, Count <= 8 ? 1 : Count <= 16 ? 2 : Count <= 32 ? 4 : 8, Container.ByteOrder);

    private ulong Mask => ulong.MaxValue >> (64 - Count);

    /// <summary><c>.bits[3:6]</c>.</summary>
    public override string ToString() => $".bits[{Low}:{High}]";

    /// <summary>The bits of one integer.</summary>
    internal ulong Read(ReadOnlySpan<byte> element) => (Load(element, Container) >> Low) & Mask;

    /// <summary>Puts the lowest bits of a number in their place in one integer, and keeps its other bits.</summary>
    internal void Write(Span<byte> element, ulong value) =>
        Store(element, Container, (Load(element, Container) & ~(Mask << Low)) | ((value & Mask) << Low));

    /// <summary>The bits of packed integers as packed elements of <see cref="ValueType"/>.</summary>
    internal void Decode(ReadOnlySpan<byte> elements, Span<byte> values)
    {
        ElementType type = ValueType;
        for (int from = 0, to = 0; from < elements.Length; from += Container.ItemSize, to += type.ItemSize)
        {
            Store(values[to..], type, Read(elements[from..]));
        }
    }

    /// <summary>Copies the bits of packed integers into other packed integers, which keep their other bits.</summary>
    /// <param name="elements">Packed integers, whose bits are taken.</param>
    /// <param name="kept">As many packed integers, which keep their other bits.</param>
    internal void Merge(ReadOnlySpan<byte> elements, Span<byte> kept)
    {
        for (int place = 0; place < elements.Length; place += Container.ItemSize)
        {
            Write(kept[place..], Read(elements[place..]));
        }
    }

    private static ulong Load(ReadOnlySpan<byte> element, ElementType type)
    {
        bool isBig = type.ByteOrder == ByteOrder.Big;
        return type.ItemSize switch
        {
            1 => element[0],
            2 => isBig ? BinaryPrimitives.ReadUInt16BigEndian(element) : BinaryPrimitives.ReadUInt16LittleEndian(element),
            3 => isBig ? ((ulong)element[0] << 16) | ((ulong)element[1] << 8) | element[2] : ((ulong)element[2] << 16) | ((ulong)element[1] << 8) | element[0],
            4 => isBig ? BinaryPrimitives.ReadUInt32BigEndian(element) : BinaryPrimitives.ReadUInt32LittleEndian(element),
            _ => isBig ? BinaryPrimitives.ReadUInt64BigEndian(element) : BinaryPrimitives.ReadUInt64LittleEndian(element),
        };
    }

    private static void Store(Span<byte> element, ElementType type, ulong value)
    {
        bool isBig = type.ByteOrder == ByteOrder.Big;
        for (int index = 0; index < type.ItemSize; index++)
        {
            element[isBig ? type.ItemSize - 1 - index : index] = (byte)(value >> (8 * index));
        }
    }
}
