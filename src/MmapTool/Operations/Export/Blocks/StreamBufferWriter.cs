using System.Buffers;

namespace MmapTool.Operations.Export;

/// <summary>
/// Writes to a stream at once whenever its buffer is full, so that even one huge element takes no more memory than the buffer.
/// (A PipeWriter over a stream holds everything until it is flushed.)
/// </summary>
internal sealed class StreamBufferWriter(Stream stream) : IBufferWriter<byte>
{
    private byte[] buffer = new byte[1 << 18];
    private int written;

    public void Advance(int count) => written += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return buffer.AsSpan(written);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return buffer.AsMemory(written);
    }

    /// <summary>Writes what is left in the buffer.</summary>
    public void Flush()
    {
        stream.Write(buffer, 0, written);
        written = 0;
    }

    private void Ensure(int size)
    {
        size = Math.Max(1, size);
        if (buffer.Length - written >= size)
        {
            return;
        }

        Flush();
        if (buffer.Length < size)
        {
            buffer = new byte[size];
        }
    }
}
