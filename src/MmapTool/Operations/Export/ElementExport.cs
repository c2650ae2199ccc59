using System.Buffers;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Text;

namespace MmapTool.Operations.Export;

/// <summary>Reads elements block by block into an <see cref="ElementWriter"/>.</summary>
internal sealed class ElementExport(ElementReader reader, ElementWriter writer, bool finalNewline) : BlockExport
{
    /// <summary>Bytes of a block, unless it is one element.</summary>
    public const int BlockBytes = 1 << 16;

    private const int BlockElements = 1 << 14;

    private readonly int perBlock = PerBlock(reader.Layout);
    private byte[] block = [];
    private long next;

    public override TextBlocks? Blocks(ExportOptions options, WorkLimits limits) => ElementBlocks.Of(reader, writer, finalNewline, options, limits);

    public override bool WriteNext(IBufferWriter<byte> output)
    {
        TextBuffer text = new(output);
        if (next == 0)
        {
            writer.Start(ref text);
        }

        Layout layout = reader.Layout;
        int count = (int)Math.Min(perBlock, layout.Count - next);
        writer.Write(Native(reader, next, count, ref block), count, ref text);
        next += count;
        BytesDone = next * layout.ItemSize;
        bool more = next < layout.Count;
        if (!more)
        {
            writer.Finish(ref text);
            if (finalNewline)
            {
                text.Write((byte)'\n');
            }
        }

        text.Commit();
        return more;
    }

    /// <summary>Elements that make a block: as many as fit in 64 KiB, at least one.</summary>
    public static int PerBlock(Layout layout) => Math.Clamp(BlockBytes / Math.Max(1, layout.ItemSize), 1, BlockElements);

    /// <summary>Elements in this machine's byte order, where they lie or in <paramref name="block"/>, which grows as needed.</summary>
    public static ReadOnlySpan<byte> Native(ElementReader reader, long first, int count, ref byte[] block)
    {
        ElementType type = reader.Layout.ElementType;
        bool swaps = type.IsNumeric && !type.IsNativeOrder;
        if (count == 0)
        {
            return [];
        }

        if (!swaps && reader.TryWindow(first, count, out ReadOnlySpan<byte> window))
        {
            return window;
        }

        int length = checked(count * type.ItemSize);
        if (block.Length < length)
        {
            block = GC.AllocateUninitializedArray<byte>(length);
        }

        Span<byte> elements = block.AsSpan(0, length);
        reader.Read(first, count, elements);
        if (swaps)
        {
            NativeOrder.Swap(type, elements);
        }

        return elements;
    }
}
