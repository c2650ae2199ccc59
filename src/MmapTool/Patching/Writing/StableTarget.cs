using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>The target of a plan as the journal sees it.</summary>
internal sealed class StableTarget(IPatchTarget target) : IStableFile
{
    public long Length => target.Length;

    public void ReadAt(long offset, Span<byte> buffer) => target.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => target.WriteAt(offset, bytes);

    public void WriteBack(long offset, long length, bool wait) => target.WriteBack(offset, length, wait);

    public FileExtents? Extents => target.Extents;

    public (long Start, long End) NextHole(long offset) => target.NextHole(offset);

    public JournalMark? Mark => target.Mark;

    public void SetMark(JournalMark? mark) => target.SetMark(mark);

    public void Sync() => target.Sync();

    public void Dispose()
    {
        // The caller that opened the target closes it.
    }
}
