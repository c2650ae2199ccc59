using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A part of a plan that is carried out at once: stored bytes, or an operation over a view.</summary>
internal abstract class PlanStep
{
    /// <summary>The lowest byte it changes.</summary>
    public abstract long Start { get; }

    /// <summary>One past the highest byte it changes.</summary>
    public abstract long End { get; }

    /// <summary>How many computed steps have to be followed to tell a byte of this one's: 0 where the file is not read.</summary>
    public abstract int Depth { get; }

    /// <summary>The bytes it changes, as rows of blocks.</summary>
    public abstract IEnumerable<StridedRun> Runs { get; }

    /// <summary>How many separate ranges those are.</summary>
    public abstract long RangeCount { get; }

    /// <summary>How many bytes.</summary>
    public abstract long ByteLength { get; }

    /// <summary>Whether it changes every byte of a range.</summary>
    public abstract bool Covers(long offset, long length);

    /// <summary>Copies its bytes over a buffer that holds the file's from <paramref name="offset"/> on.</summary>
    /// <param name="before">The file as the steps before this one leave it.</param>
    /// <param name="offset">Where the buffer begins.</param>
    /// <param name="buffer">The buffer.</param>
    public abstract void Paint(IByteSource before, long offset, Span<byte> buffer);

    /// <summary>Writes its bytes.</summary>
    /// <param name="target">The file, as the steps before this one left it.</param>
    /// <param name="written">Told the number of bytes after each write; by one thread at a time.</param>
    /// <param name="threads">The most threads that may write at once; 0 for one a processor. The bytes written are the same for any number.</param>
    public abstract void Write(IByteTarget target, Action<long> written, int threads = 1);
}
