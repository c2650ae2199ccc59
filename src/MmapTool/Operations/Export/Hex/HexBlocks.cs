using MmapTool.Operations.Engine;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>A hex dump in blocks of lines.</summary>
internal sealed class HexBlocks(ElementReader bytes, long origin, int perBlock, WorkLimits limits) : TextBlocks
{
    private readonly ScanSource? source = bytes.Source(perBlock, limits);

    public override long Count => ((bytes.Layout.Count - 1) / perBlock) + 1;

    public override long BytesOf(long blocks) => Math.Min(blocks * perBlock, bytes.Layout.Count);

    public override BlockFormatter NewFormatter() => new Formatter(bytes, source, origin, perBlock);

    private sealed class Formatter(ElementReader bytes, ScanSource? source, long origin, int perBlock) : BlockFormatter(bytes, source)
    {
        private byte[] space = [];

        public override void Format(TextBlock block)
        {
            long first = block.Number * perBlock;
            int count = (int)Math.Min(perBlock, Reader.Layout.Count - first);
            TextBuffer text = new(block.Text);
            HexDump.Write(origin + first, ElementExport.Native(Reader, first, count, ref space), ref text);
            text.Commit();
        }
    }
}
