using System.Buffers;

namespace MmapTool.Operations.Export;

/// <summary>A header, if there is one, and the packed bytes of a view in C or Fortran order.</summary>
internal sealed class PackedBytes : BlockExport
{
    private const int BlockBytes = 1 << 18;

    private readonly ElementReader bytes;
    private ReadOnlyMemory<byte> header;
    private long next;

    public PackedBytes(ElementReader reader, bool fortranOrder, ReadOnlyMemory<byte> header)
    {
        this.header = header;
        bytes = (fortranOrder ? reader.Over(reader.Layout.Transpose()) : reader).AsBytes();
    }

    public override bool WriteNext(IBufferWriter<byte> output)
    {
        output.Write(header.Span);
        header = default;
        int count = (int)Math.Min(BlockBytes, bytes.Layout.Count - next);
        if (count > 0)
        {
            if (bytes.TryWindow(next, count, out ReadOnlySpan<byte> window))
            {
                output.Write(window);
            }
            else
            {
                bytes.Read(next, count, output.GetSpan(count)[..count]);
                output.Advance(count);
            }
        }

        next += count;
        BytesDone = next;
        return next < bytes.Layout.Count;
    }
}
