using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A mapped file as the target of a plan: read and written with pread and pwrite, which bulk writes are fastest with.</summary>
public sealed class MappedFileTarget(MappedFile file) : IPatchTarget
{
    /// <inheritdoc/>
    public string Name => file.Path;

    /// <inheritdoc/>
    public FileIdentity? Identity => file.Identity;

    /// <inheritdoc/>
    public long Length => file.CurrentLength;

    /// <inheritdoc/>
    public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    /// <inheritdoc/>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => file.WriteAt(offset, bytes);

    /// <inheritdoc/>
    public void WriteZeros(long offset, long length) => file.WriteZeros(offset, length);

    /// <inheritdoc/>
    public void Allocate(long offset, long length) => file.Allocate(offset, length);

    /// <inheritdoc/>
    public void GiveSpaceBack() => file.GiveSpaceBack();

    /// <inheritdoc/>
    public void KeepSpace() => file.KeepSpace();

    /// <inheritdoc/>
    public (long Start, long End) NextHole(long offset) => file.NextHole(offset);

    /// <inheritdoc/>
    public long MissingSpace(long offset, long length) => file.MissingSpace(offset, length);

    /// <inheritdoc/>
    public void WriteBack(long offset, long length, bool wait) => file.WriteBack(offset, length, wait);

    /// <inheritdoc/>
    public FileExtents? Extents => file.Extents;

    /// <inheritdoc/>
    public JournalMark? Mark => JournalMark.On(file);

    /// <inheritdoc/>
    public void SetMark(JournalMark? mark)
    {
        if (mark is null)
        {
            file.RemoveAttribute(JournalMark.Name);
        }
        else
        {
            // Where there is no place for it, the journal is found by the file's own name alone.
            _ = file.TryWriteAttribute(JournalMark.Name, (mark with { Changed = file.ChangeTime, Identity = file.Identity, BirthTime = file.Birth.Time }).Encode());
        }
    }

    /// <inheritdoc/>
    public void Sync() => file.Sync();
}
