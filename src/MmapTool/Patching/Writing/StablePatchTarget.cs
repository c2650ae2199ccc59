using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A file of the journal's protocol as the target of a plan.</summary>
internal sealed class StablePatchTarget(IStableFile file, string name) : IPatchTarget
{
    public string Name => name;

    public FileIdentity? Identity => null;

    public long Length => file.Length;

    public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => ZerosInHoles.WriteAround(file, offset, bytes);

    public (long Start, long End) NextHole(long offset) => file.NextHole(offset);

    public void Allocate(long offset, long length) => file.Allocate(offset, length);

    public void WriteBack(long offset, long length, bool wait) => file.WriteBack(offset, length, wait);

    public FileExtents? Extents => file.Extents;

    public JournalMark? Mark => file.Mark;

    public void SetMark(JournalMark? mark) => file.SetMark(mark);

    public void Sync() => file.Sync();
}
