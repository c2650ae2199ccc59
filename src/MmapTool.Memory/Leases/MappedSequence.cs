using System.Buffers;

namespace MmapTool.Memory;

/// <summary>A range of a mapped file as a sequence of segments, good until this is disposed.</summary>
public sealed class MappedSequence : IDisposable
{
    private readonly MappedLease _lease;

    internal MappedSequence(MappedLease lease, long offset, long length, int segmentLength)
    {
        _lease = lease;
        Segment first = new(lease, offset, (int)Math.Min(segmentLength, length), 0);
        Segment last = first;
        for (long done = last.Memory.Length; done < length; done += last.Memory.Length)
        {
            last = last.Append(new(lease, offset + done, (int)Math.Min(segmentLength, length - done), done));
        }

        Sequence = new(first, 0, last, last.Memory.Length);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySequence<byte> Sequence { get; }

    /// <summary>Ends the lease.</summary>
    public void Dispose() => _lease.Dispose();

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(MappedLease lease, long offset, int length, long index)
        {
            Memory = new MappedMemoryManager(lease, offset, length, ownsLease: false).Memory;
            RunningIndex = index;
        }

        public Segment Append(Segment next)
        {
            Next = next;
            return next;
        }
    }
}
