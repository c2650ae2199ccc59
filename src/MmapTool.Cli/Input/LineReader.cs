namespace MmapTool.Cli.Input;

/// <summary>Reads lines of bytes, each of a bounded length, from a stream that may be a pipe somebody types into.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The longest line, without its line feed: 16 MiB.</summary>
    public const int MaximumLength = 16 << 20;

    /// <summary>The longest line, in bytes, that is skipped as too long: 1 GiB. A longer line ends the reading, since it may have no end.</summary>
    public const long MostSkipped = 1L << 30;

    private const int BlockSize = 64 * 1024;
    private byte[] buffer = new byte[BlockSize];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Number of the line last returned, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Ends the reading of a long line.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Called with the read under way before it is waited for: whoever has answers to give gives them now. Must return after the read is done.
    /// </summary>
    public Action<Task<int>>? BeforeWaiting { get; init; }

    /// <summary>The next line without its line end (LF or CR LF), valid until the next call; false at the end.</summary>
    /// <exception cref="UsageException">A line is longer than <see cref="MostSkipped"/>.</exception>
    /// <param name="line">The line; empty where it is too long.</param>
    /// <param name="tooLong">Whether it is longer than <see cref="MaximumLength"/>; the whole of it has been skipped.</param>
    public bool Next(out ReadOnlyMemory<byte> line, out bool tooLong)
    {
        tooLong = false;
        int searched = 0;
        long skipped = 0;
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            int length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length, 1, tooLong);
                return true;
            }

            searched = end - start;
            if (searched > MaximumLength)
            {
                // The line is given up, and with it what has been read of it.
                tooLong = true;
                skipped += end - start;
                start = end = searched = 0;
                if (skipped > MostSkipped)
                {
                    throw new UsageException($"line {Number + 1} is longer than {MostSkipped} bytes, and the list ends there: it is no list of commands");
                }
            }

            if (ended || !Fill())
            {
                bool last = end > start || tooLong;
                line = last ? Take(end - start, 0, tooLong) : default;
                return last;
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int lineEnd, bool tooLong)
    {
        ReadOnlyMemory<byte> line = buffer.AsMemory(start, tooLong ? 0 : length);
        start += length + lineEnd;
        Number++;
        if (Number == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int read;
        if (BeforeWaiting is { } before)
        {
            Task<int> reading = stream.ReadAsync(buffer.AsMemory(end)).AsTask();
            before(reading);
            read = reading.GetAwaiter().GetResult();
        }
        else
        {
            read = stream.Read(buffer.AsSpan(end));
        }

        end += read;
        ended = read == 0;
        return read > 0;
    }
}
