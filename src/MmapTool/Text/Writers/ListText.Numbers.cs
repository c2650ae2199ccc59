using System.Buffers.Binary;

namespace MmapTool.Text;

/// <summary>Elements whose room is known and small: they are laid out where they are written.</summary>
internal sealed partial class ListText<TText>
{
    private void WriteNumbers(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output)
    {
        for (int done = 0; done < count;)
        {
            // Up to the end of the row, or to the elements that are left out.
            BeginElement(ref output);
            long gap = gaps[^1] > column ? gaps[^1] : cursor.RowLength;
            int run = (int)Math.Min(count - done, gap - column);
            WriteRun(elements[(done * itemSize)..], done, run, ref output);
            done += run;
            column += run - 1;
            EndElement(ref output);
        }
    }

    // Besides its digits an element needs no call and no check of the buffer.
    private void WriteRun(scoped ReadOnlySpan<byte> elements, int first, int count, ref TextBuffer output)
    {
        int rank = cursor.Rank;
        Span<byte> room = output.Reserve((count * (2 + rank + Math.Max(wordWidth, text.Room))) + text.Room + Field.Beyond);
        int position = 0;
        int used = line;
        for (int element = 0; element < count; element++)
        {
            if (used > rank && wordWidth > 0)
            {
                int fit = Math.Min((lineWidth - used) / (2 + wordWidth), count - element);
                int written = Continue(elements[(element * itemSize)..], first + element, fit, room[position..]);
                position += written * (2 + wordWidth);
                used += written * (2 + wordWidth);
                element += written;
                if (element == count)
                {
                    break;
                }
            }

            position += WriteNumber(elements.Slice(element * itemSize, itemSize), first + element, room[position..], ref used);
        }

        output.Advance(position);
        line = used;
    }

    // Numbers in the middle of a line, up to one that is wider than the others.
    private int Continue(scoped ReadOnlySpan<byte> elements, int first, int count, Span<byte> room)
    {
        PreparedNumbers numbers = prepared;
        int field = wordWidth;
        int size = itemSize;
        for (int element = 0; element < count; element++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(room, ',' | (' ' << 8));
            if (text.Write(numbers, first + element, elements[..size], room[2..], field) > field)
            {
                return element;
            }

            elements = elements[size..];
            room = room[(2 + field)..];
        }

        return Math.Max(0, count);
    }

    // A number that begins a line, or may be wider than the others.
    private int WriteNumber(scoped ReadOnlySpan<byte> number, int index, Span<byte> room, ref int used)
    {
        int before = used;
        int position = before > cursor.Rank ? Separate(room, before + 2 + wordWidth > lineWidth, ref used) : 0;
        int width = text.Write(prepared, index, number, room[position..], wordWidth);
        if (width > wordWidth && before > cursor.Rank && used > cursor.Rank && used + width > lineWidth)
        {
            // It does not fit where the others do.
            position = Separate(room, true, ref used);
            width = text.Write(prepared, index, number, room[position..], wordWidth);
        }

        used += width;
        return position + width;
    }

    private int Separate(Span<byte> room, bool wraps, ref int used)
    {
        int rank = cursor.Rank;
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)(wraps ? ',' | ('\n' << 8) : ',' | (' ' << 8)));
        if (!wraps)
        {
            used += 2;
            return 2;
        }

        Field.Spaces(room[2..], rank);
        used = rank;
        return 2 + rank;
    }
}
