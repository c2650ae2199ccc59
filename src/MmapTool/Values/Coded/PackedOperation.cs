using System.Buffers.Binary;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>Assignments whose left side is packed groups: number by number, by constants or by other groups.</summary>
internal static class PackedOperation
{
    /// <summary>As <see cref="CodedOperation.Apply"/>.</summary>
    /// <exception cref="ElementException">A result does not fit: the first such one.</exception>
    public static void Apply(EditOperator operation, ElementType type, Span<byte> left, Operand operand, ReadOnlySpan<byte> right, CastValues mode)
    {
        // A number of a group, by itself.
        ElementType single = ElementType.UInt16.BitsOf(0, type.PackedBits);
        Span<ushort> numbers = stackalloc ushort[type.ValueCount];
        Span<ushort> others = stackalloc ushort[type.ValueCount];
        Span<byte> number = stackalloc byte[sizeof(ushort)];
        int otherSize = operand.Layout.ItemSize;
        for (int index = 0; index < left.Length / type.ItemSize; index++)
        {
            Span<byte> element = left.Slice(index * type.ItemSize, type.ItemSize);
            ReadOnlySpan<byte> source = right.Slice(index * otherSize, otherSize);
            PackedGroups.Read(type, element, numbers);
            if (operand.Constants is null)
            {
                PackedGroups.Read(type, source, others);
            }

            for (int place = 0; place < numbers.Length; place++)
            {
                ExactValue value = operand.Constants is { } table ? table.Value(BitConverter.ToUInt32(source)) : ExactValue.Of(ExactReal.Of((BigInteger)others[place]));
                BinaryPrimitives.WriteUInt16LittleEndian(number, numbers[place]);
                Compute(operation, type, single, number, value, mode, index);
                numbers[place] = BinaryPrimitives.ReadUInt16LittleEndian(number);
            }

            PackedGroups.Write(type, numbers, element);
        }
    }

    // The error names the type of the groups.
    private static void Compute(EditOperator operation, ElementType type, ElementType single, Span<byte> number, ExactValue value, CastValues mode, int position)
    {
        try
        {
            CodedOperation.Compute(operation, single, number, value, mode, position);
        }
        catch (ElementException error)
        {
            throw new ElementException(position, error.Message.Replace(single.ToString(), type.ToString(), StringComparison.Ordinal), error.Mend);
        }
    }

    /// <summary>Packs integers.</summary>
    /// <param name="from">The type of the source, of which <see cref="ElementType.ValueCount"/> elements make a group.</param>
    /// <param name="source">Packed elements in the type's own order.</param>
    /// <param name="to">The type of the groups.</param>
    /// <param name="groups">Room for them.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <exception cref="ElementException">A value does not fit: the first such one.</exception>
    public static void Pack(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> groups, CastValues mode)
    {
        NumberRange range = new(to);
        Span<ushort> numbers = stackalloc ushort[to.ValueCount];
        int size = from.ItemSize;
        for (int index = 0; index < source.Length / size; index++)
        {
            ExactValue value = CodedNumber.Read(from, source.Slice(index * size, size));
            int place = index % numbers.Length;
            numbers[place] = value.IsReal
                ? (ushort)ExactCast.ToInteger(range, to, value.Real, mode, index, null)
                : throw new ElementException(index, $"{value} has an imaginary part, and {to} holds none");
            if (place == numbers.Length - 1)
            {
                PackedGroups.Write(to, numbers, groups[(index / numbers.Length * to.ItemSize)..]);
            }
        }
    }
}
