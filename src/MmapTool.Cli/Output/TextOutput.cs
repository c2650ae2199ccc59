using System.Buffers;
using System.Text;
using MmapTool.Errors;

namespace MmapTool.Cli.Output;

/// <summary>Collects UTF-8 text and writes it to a stream in large pieces.</summary>
internal sealed class TextOutput(Stream stream) : IBufferWriter<byte>
{
    private const int FlushAt = 64 * 1024;
    private byte[] buffer = new byte[1024];
    private int used;

    /// <summary>Appends text as it stands.</summary>
    public TextOutput Write(ReadOnlySpan<char> text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Advance(Encoding.UTF8.GetBytes(text, GetSpan(most)));
        return this;
    }

    /// <summary>Appends text and a line feed. Names in it come from outside: whatever would break the line or speak to the terminal is made visible.</summary>
    public TextOutput Line(ReadOnlySpan<char> text = default)
    {
        Write(VisibleText.Of(text));
        GetSpan(1)[0] = (byte)'\n';
        Advance(1);
        return this;
    }

    /// <summary>Writes what has been collected.</summary>
    public void Flush()
    {
        Send();
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        used += count;
        if (used >= FlushAt)
        {
            Send();
        }
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(used);
    }

    // Forgotten first: a JSON writer that is disposed of because of a failure here hands over once more what it holds.
    private void Send()
    {
        int length = used;
        used = 0;
        stream.Write(buffer, 0, length);
    }

    private void Reserve(int size)
    {
        int needed = used + Math.Max(1, size);
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }
    }
}
