using System.Buffers;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Reads ranges of a file in the order of their offsets, before any of it is changed. Ranges that follow each other closely are read many at once. Ranges
/// that stand alone are read without a byte more.
/// </summary>
internal sealed class OldBytesReader(IByteTarget file) : IDisposable
{
    private const int WindowLength = 128 * 1024;

    // To read so much costs about what another system call does (measured on cached files), and on disks the head or the request is there.
    private const int Near = 16 * 1024;

    private readonly long length = file.Length;
    private byte[] window = ArrayPool<byte>.Shared.Rent(WindowLength);
    private long start;
    private int filled;
    private long lastEnd;
    private int ahead;

    /// <summary>Fills the buffer from an offset.</summary>
    public void Read(long offset, Span<byte> buffer)
    {
        if (offset < start || offset + buffer.Length > start + filled)
        {
            bool isNear = offset >= lastEnd && offset - lastEnd < Near;
            ahead = isNear ? Math.Min(Math.Max(ahead * 2, Near), WindowLength) : 0;
            if (ahead <= buffer.Length)
            {
                file.ReadAt(offset, buffer);
                lastEnd = offset + buffer.Length;
                return;
            }

            // No longer than the window.
            (start, filled) = (offset, (int)Math.Min(ahead, length - offset));
            file.ReadAt(start, window.AsSpan(0, filled));
        }

        window.AsSpan((int)(offset - start), buffer.Length).CopyTo(buffer);
        lastEnd = offset + buffer.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (window.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(window);
            (window, filled) = ([], 0);
        }
    }
}
