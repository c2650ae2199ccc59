using System.Buffers.Binary;

namespace MmapTool.Text;

/// <summary>Elements one after another, as every kind of list has them.</summary>
internal static class ElementRow
{
    /// <summary>Writes elements, each followed by the separator.</summary>
    /// <param name="text">The text of an element.</param>
    /// <param name="prepared">The numbers prepared for them.</param>
    /// <param name="first">Which of those the first one is.</param>
    /// <param name="elements">Packed elements, at most <see cref="PreparedNumbers.Most"/>.</param>
    /// <param name="itemSize">Bytes of one.</param>
    /// <param name="count">How many; not given by the bytes where items have none.</param>
    /// <param name="separator">One or two characters.</param>
    /// <param name="output">Where the text goes.</param>
    public static void Write<TText>(
        TText text,
        PreparedNumbers prepared,
        int first,
        scoped ReadOnlySpan<byte> elements,
        int itemSize,
        int count,
        scoped ReadOnlySpan<byte> separator,
        ref TextBuffer output)
        where TText : struct, IElementText
    {
        if (text.Room == 0)
        {
            for (int element = 0; element < count; element++)
            {
                text.Write(elements.Slice(element * itemSize, itemSize), ref output);
                output.Write(separator);
            }

            return;
        }

        // Both characters are stored. If only one is needed, the next element overwrites the other.
        ushort pair = (ushort)(separator[0] | (separator[^1] << 8));
        int width = separator.Length;
        Span<byte> room = output.Reserve(count * (text.Room + 2));
        int position = 0;
        for (int element = 0; element < count; element++)
        {
            position += text.Write(prepared, first + element, elements[..itemSize], room[position..], 0);
            BinaryPrimitives.WriteUInt16LittleEndian(room[position..], pair);
            position += width;
            elements = elements[itemSize..];
        }

        output.Advance(position);
    }
}
