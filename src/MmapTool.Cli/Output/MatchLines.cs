using System.Buffers.Text;
using MmapTool.Layouts;
using MmapTool.Operations.Search;

namespace MmapTool.Cli.Output;

/// <summary>The matches of a search as they are found: a line each, or the items of a JSON array.</summary>
internal sealed class MatchLines(TextOutput output, Layout layout, bool json)
{
    // Braces, names, a decimal and a hexadecimal offset; then for each axis a number and a comma.
    private const int MostFixed = 80;
    private const int MostAxis = 21;

    private readonly MatchPlaces places = new(layout);
    private readonly int most = MostFixed + (MostAxis * layout.Rank);
    private bool some;

    /// <summary>Writes matches.</summary>
    public void Write(ReadOnlySpan<long> positions)
    {
        foreach (long position in positions)
        {
            long offset = places.Seek(position);
            Span<byte> line = output.GetSpan(most);
            int length = json ? WriteItem(line, offset) : WriteLine(line, offset);
            output.Advance(length);
            some = true;
        }

        // Somebody may be waiting for the first match in a large file.
        output.Flush();
    }

    private int WriteItem(Span<byte> line, long offset)
    {
        int length = 0;
        Append(some ? ",{\"offset\":"u8 : "{\"offset\":"u8, line, ref length);
        Append(offset, line, ref length);
        Append(",\"index\":"u8, line, ref length);
        AppendIndex(line, ref length);
        line[length++] = (byte)'}';
        return length;
    }

    private int WriteLine(Span<byte> line, long offset)
    {
        int length = 0;
        Append(offset, line, ref length);
        Append(" 0x"u8, line, ref length);
        Utf8Formatter.TryFormat(offset, line[length..], out int written, 'x');
        length += written;
        line[length++] = (byte)' ';
        AppendIndex(line, ref length);
        line[length++] = (byte)'\n';
        return length;
    }

    private void AppendIndex(Span<byte> line, ref int length)
    {
        line[length++] = (byte)'[';
        for (int axis = 0; axis < places.Index.Length; axis++)
        {
            if (axis > 0)
            {
                line[length++] = (byte)',';
            }

            Append(places.Index[axis], line, ref length);
        }

        line[length++] = (byte)']';
    }

    private static void Append(ReadOnlySpan<byte> text, Span<byte> line, ref int length)
    {
        text.CopyTo(line[length..]);
        length += text.Length;
    }

    private static void Append(long number, Span<byte> line, ref int length)
    {
        Utf8Formatter.TryFormat(number, line[length..], out int written);
        length += written;
    }
}
