namespace MmapTool.Memory;

/// <summary>
/// Windows of a file that are read by pread instead of mapped: copies, and nothing of the file stays resident with the process. For one thread,
/// and a window is valid until the next but one.
/// </summary>
/// <remarks>
/// It counts as a lease like a mapped one. Once the file is closed it gives no further window, not even of bytes that it has read already.
/// While it is out, the file's length can't change. Where the page cache holds small pages, or memory is short, this is faster than
/// a mapping; a fault is an exception.
/// </remarks>
internal sealed class BufferedLease : MemoryLease
{
    private readonly MappedFile _file;
    private readonly int _ahead;

    // Two buffers, so that a caller may still read the window before while it asks for the next one.
    private byte[] _buffer;
    private byte[] _other;
    private long _start;
    private int _filled;
    private bool _disposed;

    public BufferedLease(MappedFile file, int ahead)
    {
        _file = file;
        _ahead = ahead;
        _buffer = GC.AllocateUninitializedArray<byte>(ahead);
        _other = [];
    }

    public override long Length => _file.Length;

    public override bool IsReadOnly => true;

    // A window of this many bytes stays in the processor's cache.
    public override int BestWindow => _ahead;

    public override ReadOnlySpan<byte> Read(long offset, int length)
    {
        if (_disposed)
        {
            throw FileErrors.Closed(_file.Name, "the lease has ended; take another");
        }

        _file.EnsureOpen();
        EnsureInside(offset, length, Length);
        long into = offset - _start;
        if (into >= 0 && into + length <= _filled)
        {
            return _buffer.AsSpan((int)into, length);
        }

        // A caller that reads forward gets more than it asked for. A caller that jumps gets no more.
        bool goesOn = _filled == 0 || (into >= 0 && into <= _filled);
        int fill = goesOn ? (int)Math.Min(Math.Max(length, _ahead), Length - offset) : length;
        (_buffer, _other) = (_other, _buffer);
        if (_buffer.Length < fill)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(fill, _ahead));
        }

        _filled = 0;
        _file.ReadAt(offset, _buffer.AsSpan(0, fill));
        (_start, _filled) = (offset, fill);
        return _buffer.AsSpan(0, length);
    }

    public override Span<byte> Write(long offset, int length) =>
        throw new InvalidOperationException($"{_file.Name}: windows that are copies can't be written through; use WriteAt");

    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _file.EndLease();
        }
    }
}
