using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Values;

/// <summary>The change between two types that differ in byte order alone: numbers, and records field by field.</summary>
internal static class ByteReversal
{
    /// <summary>Whether the types differ by no more than byte order.</summary>
    public static bool IsAll(ElementType from, ElementType to) =>
        from.Kind == to.Kind && from.ItemSize == to.ItemSize && from.Unit == to.Unit && from.Fields.Length == to.Fields.Length
            && from.Fields.Zip(to.Fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Offset == pair.Second.Offset
                && pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape.AsSpan()) && IsAll(pair.First.Type, pair.Second.Type));

    /// <summary>Where in an element the numbers are whose bytes are reversed, in order.</summary>
    /// <exception cref="ViewException">Fields that overlap have different orders.</exception>
    public static ImmutableArray<(int Offset, int Length)> Of(ElementType from, ElementType to)
    {
        List<(int Offset, int Length)> numbers = [];
        Collect(from, to, 0, numbers);
        numbers.Sort();
        for (int index = 1; index < numbers.Count; index++)
        {
            if (numbers[index].Offset < numbers[index - 1].Offset + numbers[index - 1].Length)
            {
                throw new ViewException($"fields of {from} overlap, so that their byte orders can't be told apart: convert one field at a time");
            }
        }

        return [.. numbers];
    }

    /// <summary>Reverses those numbers in packed elements, in place.</summary>
    public static void Apply(ImmutableArray<(int Offset, int Length)> numbers, Span<byte> elements, int itemSize)
    {
        // Numbers of one size that fill the element are a plain array of such numbers.
        if (numbers is [(0, var length), ..] && numbers.Length * length == itemSize && numbers.All(number => number.Length == length))
        {
            NativeOrder.Reverse(elements, length);
            return;
        }

        if (numbers.IsEmpty)
        {
            return;
        }

        for (; !elements.IsEmpty; elements = elements[itemSize..])
        {
            foreach ((int offset, int size) in numbers)
            {
                elements.Slice(offset, size).Reverse();
            }
        }
    }

    private static void Collect(ElementType from, ElementType to, int offset, List<(int Offset, int Length)> numbers)
    {
        if (from.Kind == ElementKind.Record)
        {
            foreach ((RecordField field, RecordField other) in from.Fields.Zip(to.Fields))
            {
                for (long index = 0; index < field.Count && !field.Type.Equals(other.Type); index++)
                {
                    Collect(field.Type, other.Type, offset + field.Offset + (int)(index * field.Type.ItemSize), numbers);
                }
            }
        }
        else if (from.ByteOrder != to.ByteOrder)
        {
            int length = from.Kind == ElementKind.Unicode ? sizeof(uint) : from.PartType?.ItemSize ?? from.ItemSize;
            for (int done = 0; done < from.ItemSize; done += length)
            {
                numbers.Add((offset + done, length));
            }
        }
    }
}
