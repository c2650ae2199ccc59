using System.Buffers;

namespace MmapTool.Operations.Export;

/// <summary>Counts the written bytes, and keeps none of them.</summary>
internal sealed class TextMeter : IBufferWriter<byte>
{
    private byte[] space = new byte[1 << 16];

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (space.Length < sizeHint)
        {
            space = new byte[sizeHint];
        }

        return space;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
