using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A target on its way to being written: remembers where, and where it is going to be synced sees that little is left for that.</summary>
internal sealed class PacedTarget : IByteTarget
{
    private readonly Lock gate = new();
    private readonly IByteTarget target;
    private readonly WritePace? pace;

    public PacedTarget(IByteTarget target, bool isPaced)
    {
        this.target = target;
        pace = isPaced ? new(target.WriteBack) : null;
    }

    /// <summary>Where it was written, from an offset up to another; equal where it was not.</summary>
    public (long Start, long End) Written { get; private set; }

    public string Name => target.Name;

    public FileIdentity? Identity => target.Identity;

    public long Length => target.Length;

    public void ReadAt(long offset, Span<byte> buffer) => target.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        Begin(offset, bytes.Length);
        target.WriteAt(offset, bytes);
        if (pace is not null)
        {
            // A thread that writes faster than the disk waits here.
            lock (gate)
            {
                pace.Wrote(offset, bytes.Length);
            }
        }
    }

    public void WriteZeros(long offset, long length)
    {
        Begin(offset, length);
        target.WriteZeros(offset, length);
    }

    // Before it is: a write that fails may have changed something.
    private void Begin(long offset, long length)
    {
        lock (gate)
        {
            Written = Written.End == 0 ? (offset, offset + length) : (Math.Min(Written.Start, offset), Math.Max(Written.End, offset + length));
        }
    }

    public void Allocate(long offset, long length) => target.Allocate(offset, length);

    public void Sync() => target.Sync();
}
