namespace MmapTool.Memory;

/// <summary>A stream over an open file, without a buffer, whose errors are the file's own.</summary>
internal sealed class PlatformFileStream : Stream
{
    private readonly PlatformFile _file;
    private bool _abandoned;

    public PlatformFileStream(PlatformFile file) => _file = file;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _file.CurrentLength();

    public override long Position { get; set; }

    /// <summary>Drops whatever is written from now on.</summary>
    public void Abandon() => _abandoned = true;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = _file.ReadSome(Position, buffer);
        Position += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_abandoned)
        {
            _file.WriteAt(Position, buffer);
            Position += buffer.Length;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        long place = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };
        return Position = place >= 0 ? place : throw new IOException("can't seek before the beginning");
    }

    public override void SetLength(long value) => _file.SetLength(value);
}
