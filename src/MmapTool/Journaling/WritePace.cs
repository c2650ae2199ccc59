namespace MmapTool.Journaling;

/// <summary>
/// Keeps what is written but not yet on the disk small, so that no sync, and no stop of a change, has gigabytes to wait for. The protocol never relies on
/// these requests: its syncs are the same with it and without.
/// </summary>
/// <param name="writeBack">Has a range go to the disk (offset, length), and waits for it where the last is true.</param>
/// <param name="stride">Bytes after which it is told to. Twice as many may be on their way: a fraction of a second, even of a slow disk's.</param>
internal sealed class WritePace(Action<long, long, bool> writeBack, long stride = 32L << 20)
{
    private long start;
    private long end;
    private long bytes;
    private (long Start, long Length) before;

    /// <summary>Told of every write.</summary>
    public void Wrote(long offset, long length)
    {
        (start, end) = bytes == 0 ? (offset, offset + length) : (Math.Min(start, offset), Math.Max(end, offset + length));
        bytes += length;
        if (bytes < stride)
        {
            return;
        }

        writeBack(start, end - start, false);
        if (before.Length > 0)
        {
            writeBack(before.Start, before.Length, true);
        }

        before = (start, end - start);
        bytes = 0;
    }
}
