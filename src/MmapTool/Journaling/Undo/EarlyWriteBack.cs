using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Has what is written to a file go to the disk while more is being prepared, so that the next <see cref="Sync"/> has less to wait for. The
/// syncs are the same with it and without.
/// </summary>
/// <param name="file">The file, which stays its owner's.</param>
internal sealed class EarlyWriteBack(IByteTarget file) : IByteTarget
{
    // Long enough for whole requests to the disk, short enough that it gets the first of them soon.
    private const long Stride = 8L << 20;

    private readonly Lock gate = new();

    // A sync follows soon, and waits for all: nobody does before.
    private readonly WritePace pace = new(
        (offset, length, wait) =>
        {
            if (!wait)
            {
                file.WriteBack(offset, length, false);
            }
        },
        Stride);

    public string Name => file.Name;

    public long Length => file.Length;

    public FileExtents? Extents => file.Extents;

    public (long Start, long End) NextHole(long offset) => file.NextHole(offset);

    public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    /// <summary>Writes a long range in pieces, each on its way to the disk before the next.</summary>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int piece = (int)Math.Min(Stride, bytes.Length);
            file.WriteAt(offset, bytes[..piece]);
            lock (gate)
            {
                // Several threads write, near each other at any time.
                pace.Wrote(offset, piece);
            }

            offset += piece;
            bytes = bytes[piece..];
        }
    }

    public void Allocate(long offset, long length) => file.Allocate(offset, length);

    public void WriteBack(long offset, long length, bool wait) => file.WriteBack(offset, length, wait);

    public void Sync() => file.Sync();
}
