using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>Elements in blocks. Where the writer wraps lines, blocks are joined to where the one before ends.</summary>
internal sealed class ElementBlocks : TextBlocks
{
    private readonly ElementReader reader;
    private readonly ElementWriter writer;
    private readonly bool finalNewline;
    private readonly int perBlock;
    private readonly ScanSource? source;
    private readonly TextBlock mended = new();
    private byte[] elements = [];
    private int line;

    // Set for good when words are wider than was measured. Then no block can know any more in which column it begins.
    private volatile bool makesWords;

    private ElementBlocks(ElementReader reader, ElementWriter writer, bool finalNewline, int perBlock, ScanSource? source)
    {
        this.reader = reader;
        this.writer = writer;
        this.finalNewline = finalNewline;
        this.perBlock = perBlock;
        this.source = source;
        makesWords = writer is LineWriter { IsRegular: false };
    }

    public override long Count => ((reader.Layout.Count - 1) / perBlock) + 1;

    /// <returns><see langword="null"/> where elements are so large that a block of them, or its text, is too much to keep in memory.</returns>
    public static ElementBlocks? Of(ElementReader reader, ElementWriter writer, bool finalNewline, ExportOptions options, WorkLimits limits)
    {
        Layout layout = reader.Layout;
        int perBlock = options.BlockElements > 0 ? options.BlockElements : ElementExport.PerBlock(layout);
        if (layout.ItemSize > ElementExport.BlockBytes || layout.Count <= perBlock)
        {
            return null;
        }

        if (!layout.ElementType.IsNumeric)
        {
            // Other blocks are as long, except for bytes that take more or fewer characters.
            TextMeter meter = new();
            TextBuffer text = new(meter);
            byte[] element = new byte[layout.ItemSize];
            reader.Read(0, 1, element);
            writer.Copy().Write(element, 1, ref text);
            text.Commit();
            if (meter.Length > LargestText)
            {
                return null;
            }

            perBlock = Math.Min(perBlock, (int)(LargestText / Math.Max(1, meter.Length)));
        }

        return new(reader, writer, finalNewline, perBlock, reader.Source(perBlock, limits));
    }

    public override long BytesOf(long blocks) => Math.Min(blocks * perBlock, reader.Layout.Count) * reader.Layout.ItemSize;

    public override BlockFormatter NewFormatter() => new Formatter(this);

    public override ReadOnlyMemory<byte> Join(TextBlock block)
    {
        if (writer is not LineWriter lines)
        {
            return base.Join(block);
        }

        if (!block.IsWords && block.LineBefore == line)
        {
            line = block.LineAfter;
            return base.Join(block);
        }

        // Once more, from where the block before really ended.
        makesWords = true;
        mended.Number = block.Number;
        mended.Text.ResetWrittenCount();
        if (block.IsWords)
        {
            TextBuffer text = new(mended.Text);
            Begin(lines, block.Number, line, ref text);
            lines.Lay(block.Text.WrittenSpan, block.WordLengths.AsSpan(0, CountOf(block.Number)), ref text);
            End(lines, block.Number, ref text);
            text.Commit();
        }
        else
        {
            Write(lines, reader, mended, line, ref elements);
        }

        line = lines.Line;
        return mended.Text.WrittenMemory;
    }

    private int CountOf(long block) => (int)Math.Min(perBlock, reader.Layout.Count - (block * perBlock));

    private void Write(ElementWriter own, ElementReader from, TextBlock block, int? line, ref byte[] space)
    {
        TextBuffer text = new(block.Text);
        Begin(own, block.Number, line, ref text);
        block.LineBefore = (own as LineWriter)?.Line ?? 0;
        int count = CountOf(block.Number);
        own.Write(ElementExport.Native(from, block.Number * perBlock, count, ref space), count, ref text);
        block.LineAfter = (own as LineWriter)?.Line ?? 0;
        End(own, block.Number, ref text);
        text.Commit();
    }

    // A writer may have written other blocks before, later ones too: it is told where it stands even before the first.
    private void Begin(ElementWriter own, long block, int? line, ref TextBuffer text)
    {
        if (line is { } known)
        {
            ((LineWriter)own).Resume(block * perBlock, known);
        }
        else
        {
            own.Resume(block * perBlock);
        }

        if (block == 0)
        {
            own.Start(ref text);
        }
    }

    private void End(ElementWriter own, long block, ref TextBuffer text)
    {
        if (block < Count - 1)
        {
            return;
        }

        own.Finish(ref text);
        if (finalNewline)
        {
            text.Write((byte)'\n');
        }
    }

    private sealed class Formatter(ElementBlocks blocks) : BlockFormatter(blocks.reader, blocks.source)
    {
        private readonly ElementWriter writer = blocks.writer.Copy();
        private byte[] elements = [];

        public override void Format(TextBlock block)
        {
            block.IsWords = blocks.makesWords;
            if (!block.IsWords)
            {
                blocks.Write(writer, Reader, block, null, ref elements);
                return;
            }

            int count = blocks.CountOf(block.Number);
            if (block.WordLengths.Length < count)
            {
                block.WordLengths = new int[count];
            }

            TextBuffer words = new(block.Text);
            ReadOnlySpan<byte> native = ElementExport.Native(Reader, block.Number * blocks.perBlock, count, ref elements);
            ((LineWriter)writer).WriteWords(native, count, ref words, block.WordLengths);
            words.Commit();
        }
    }
}
