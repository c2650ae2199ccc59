using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>A hex dump in blocks of lines.</summary>
internal sealed class HexBlocks(ElementReader bytes, long origin) : TextBlocks
{
    public override long Count => ((bytes.Layout.Count - 1) / HexDump.BlockBytes) + 1;

    public override long BytesOf(long blocks) => Math.Min(blocks * HexDump.BlockBytes, bytes.Layout.Count);

    public override BlockFormatter NewFormatter() => new Formatter(bytes, origin);

    private sealed class Formatter(ElementReader bytes, long origin) : BlockFormatter
    {
        private byte[] space = [];

        public override void Format(TextBlock block)
        {
            long first = block.Number * HexDump.BlockBytes;
            int count = (int)Math.Min(HexDump.BlockBytes, bytes.Layout.Count - first);
            TextBuffer text = new(block.Text);
            HexDump.Write(origin + first, ElementExport.Native(bytes, first, count, ref space), ref text);
            text.Commit();
        }
    }
}
