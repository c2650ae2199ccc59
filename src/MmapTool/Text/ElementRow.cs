using System.Buffers.Binary;

namespace MmapTool.Text;

/// <summary>Elements one after another, as every kind of list has them.</summary>
internal static class ElementRow
{
    // So many have their room reserved at once, and no look at the buffer each.
    private const int Batch = 512;

    /// <summary>Writes elements, each followed by the separator.</summary>
    /// <param name="text">The text of an element.</param>
    /// <param name="elements">Packed elements.</param>
    /// <param name="itemSize">Bytes of one.</param>
    /// <param name="count">How many; not given by the bytes where items have none.</param>
    /// <param name="separator">One or two characters.</param>
    /// <param name="output">Where the text goes.</param>
    public static void Write<TText>(TText text, scoped ReadOnlySpan<byte> elements, int itemSize, int count, scoped ReadOnlySpan<byte> separator, ref TextBuffer output)
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

        // Both characters are stored, and where there is but one the next element goes over the other.
        ushort pair = (ushort)(separator[0] | (separator[^1] << 8));
        int width = separator.Length;
        while (count > 0)
        {
            int batch = Math.Min(count, Batch);
            Span<byte> room = output.Reserve(batch * (text.Room + 2));
            int position = 0;
            for (int element = 0; element < batch; element++)
            {
                position += text.Write(elements[..itemSize], room[position..], 0);
                BinaryPrimitives.WriteUInt16LittleEndian(room[position..], pair);
                position += width;
                elements = elements[itemSize..];
            }

            output.Advance(position);
            count -= batch;
        }
    }
}
