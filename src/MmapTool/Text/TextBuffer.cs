using System.Buffers;

namespace MmapTool.Text;

/// <summary>
/// Text on its way to an <see cref="IBufferWriter{T}"/>. It is a span of the writer's buffer and a position in it, so that a loop over elements makes no call
/// into the writer until the span is full. Without a writer it gathers the text itself.
/// </summary>
internal ref struct TextBuffer
{
    private const int Granularity = 1 << 16;

    private readonly IBufferWriter<byte>? output;
    private Span<byte> span;
    private long committed;
    private int position;

    /// <summary>Text for this writer; <see cref="Commit"/> when done.</summary>
    public TextBuffer(IBufferWriter<byte> output)
    {
        this.output = output;
        span = [];
    }

    /// <summary>Text that is kept here, at first in this space, later in larger arrays.</summary>
    public TextBuffer(Span<byte> space) => span = space;

    /// <summary>The text so far; only where there is no writer.</summary>
    public readonly ReadOnlySpan<byte> Written => span[..position];

    /// <summary>Bytes of the text so far.</summary>
    public readonly long Length => committed + position;

    /// <summary>Forgets the text so far; only where there is no writer.</summary>
    public void Clear() => position = 0;

    /// <summary>Space for at least this many bytes, to be followed by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int length)
    {
        if (span.Length - position < length)
        {
            Refill(length);
        }

        return span[position..];
    }

    /// <summary>Takes the first bytes of the reserved space as written.</summary>
    public void Advance(int length) => position += length;

    public void Write(byte character)
    {
        Reserve(1)[0] = character;
        position++;
    }

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        while (text.Length > span.Length - position)
        {
            int fits = span.Length - position;
            text[..fits].CopyTo(span[position..]);
            position += fits;
            text = text[fits..];
            Refill(Math.Min(text.Length, Granularity));
        }

        text.CopyTo(span[position..]);
        position += text.Length;
    }

    /// <summary>The character this many times.</summary>
    public void Repeat(byte character, int count)
    {
        Reserve(count)[..count].Fill(character);
        position += count;
    }

    /// <summary>Hands what is written to the writer.</summary>
    public void Commit()
    {
        output?.Advance(position);
        committed += position;
        span = [];
        position = 0;
    }

    private void Refill(int length)
    {
        if (output is null)
        {
            Span<byte> larger = new byte[Math.Max(checked(position + length), 2 * span.Length)];
            Written.CopyTo(larger);
            span = larger;
            return;
        }

        if (position > 0)
        {
            output.Advance(position);
            committed += position;
        }

        position = 0;
        span = output.GetSpan(Math.Max(length, Granularity));
    }
}
