using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A file whose holes stay where zeros are written on them: they are zeros already, and would take space.</summary>
internal sealed class HoleKeepingTarget(IByteTarget file) : IByteTarget
{
    public string Name => file.Name;

    public FileIdentity? Identity => file.Identity;

    public FileBirth? Birth => file.Birth;

    public long ChangeTime => file.ChangeTime;

    public long Length => file.Length;

    public FileExtents? Extents => file.Extents;

    /// <summary>The target over a file: the last one that was made, where it is over the same file.</summary>
    public static HoleKeepingTarget Over(IByteTarget file, ref HoleKeepingTarget? last) =>
        last is { } same && same.IsOver(file) ? same : last = new(file);

    public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => ZerosInHoles.WriteAround(file, offset, bytes);

    public (long Start, long End) NextHole(long offset) => file.NextHole(offset);

    public void Allocate(long offset, long length) => file.Allocate(offset, length);

    public long MissingSpace(long offset, long length) => file.MissingSpace(offset, length);

    public void GiveSpaceBack() => file.GiveSpaceBack();

    public void KeepSpace() => file.KeepSpace();

    public void WriteBack(long offset, long length, bool wait) => file.WriteBack(offset, length, wait);

    public byte[]? ReadAttribute(string name) => file.ReadAttribute(name);

    public bool TryWriteAttribute(string name, ReadOnlySpan<byte> value) => file.TryWriteAttribute(name, value);

    public void RemoveAttribute(string name) => file.RemoveAttribute(name);

    public void Sync() => file.Sync();

    private bool IsOver(IByteTarget other) => ReferenceEquals(file, other);
}
