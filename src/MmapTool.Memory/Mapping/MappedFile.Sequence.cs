using System.Buffers;

namespace MmapTool.Memory;

/// <summary>The mapping as memory that is not bound to the stack.</summary>
public sealed partial class MappedFile
{
    /// <summary>Bytes in a segment of <see cref="AsSequence(long, long, int)"/> unless another number is asked for.</summary>
    public const int DefaultSegmentLength = 16 << 20;

    /// <summary>
    /// A range as a sequence of segments, for System.IO.Pipelines and whatever else reads <see cref="ReadOnlySequence{T}"/>: any
    /// length, no copy. It holds a lease; the memory is good until it is disposed.
    /// </summary>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="segmentLength">Bytes in a segment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file, or segments would be empty.</exception>
    public MappedSequence AsSequence(long offset, long length, int segmentLength = DefaultSegmentLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(segmentLength);
        EnsureInside(offset, length);
        return new((MappedLease)Lease(), offset, length, segmentLength);
    }

    /// <summary>A range of a writable mapping as memory; it holds a lease until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">The file is open for reading only: storing into such memory would end the process.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public IMemoryOwner<byte> AsMemory(long offset, int length)
    {
        EnsureWritable();
        EnsureInside(offset, length);
        return new MappedMemoryManager((MappedLease)Lease(), offset, length, ownsLease: true);
    }
}
