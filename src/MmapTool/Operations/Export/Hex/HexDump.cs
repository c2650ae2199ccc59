using System.Buffers;
using System.Globalization;
using System.Text;
using MmapTool.Operations.Engine;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>
/// The bytes of a view as <c>xxd</c> prints them. Where they lie packed in C order the offsets are those in the file, as of
/// <c>xxd -s</c>; elsewhere they count from 0.
/// </summary>
internal sealed class HexDump : BlockExport
{
    /// <summary>Bytes of a block: whole lines.</summary>
    public const int BlockBytes = 1 << 16;

    private readonly ElementReader bytes;
    private readonly long origin;
    private readonly long length;
    private readonly long gapStart;
    private readonly long gapEnd;
    private byte[] block = [];
    private long next;

    public HexDump(ElementReader reader, ExportOptions options)
    {
        bytes = reader.AsBytes();
        origin = reader.Layout.IsCContiguous ? reader.Layout.Offset : 0;
        length = bytes.Layout.Count;
        long edge = (long)Math.Max(1, options.EdgeLines) * HexLines.BytesPerLine;
        long lastLines = (length - 1) / HexLines.BytesPerLine * HexLines.BytesPerLine - edge + HexLines.BytesPerLine;
        (gapStart, gapEnd) = options.Summarize && lastLines > edge ? (edge, lastLines) : (long.MaxValue, long.MaxValue);
    }

    public override TextBlocks? Blocks(ExportOptions options, WorkLimits limits) => gapStart == long.MaxValue && length > 0
        ? new HexBlocks(bytes, origin, options.BlockElements > 0 ? options.BlockElements * HexLines.BytesPerLine : BlockBytes, limits)
        : null;

    public override bool WriteNext(IBufferWriter<byte> output)
    {
        TextBuffer text = new(output);
        if (next == gapStart)
        {
            text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"... {gapEnd - gapStart} bytes ...\n")));
            next = gapEnd;
        }

        int count = (int)Math.Min(BlockBytes, (next < gapStart ? Math.Min(gapStart, length) : length) - next);
        Write(origin + next, ElementExport.Native(bytes, next, count, ref block), ref text);
        text.Commit();
        next += count;
        BytesDone = next;
        return next < length;
    }

    /// <summary>Writes the lines of bytes, the first of which is at this offset.</summary>
    public static void Write(long offset, ReadOnlySpan<byte> window, ref TextBuffer text)
    {
        Span<byte> lines = text.Reserve(((window.Length / HexLines.BytesPerLine) + 1) * HexLines.MaximumLength);
        int written = HexLines.Write(offset, window, lines);
        int rest = window.Length % HexLines.BytesPerLine;
        if (rest > 0)
        {
            written += HexLines.WritePart(offset + window.Length - rest, window[^rest..], lines[written..]);
        }

        text.Advance(written);
    }
}
