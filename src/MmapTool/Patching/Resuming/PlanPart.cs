using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>A step of a plan as a part of a change that goes chunk by chunk: its bytes are numbered from 0, in an order of its own.</summary>
internal abstract class PlanPart
{
    /// <summary>Where its bytes begin among those of all parts.</summary>
    public long First { get; set; }

    /// <summary>How many bytes it changes.</summary>
    public abstract long ByteLength { get; }

    /// <summary>Bytes that can only be changed together.</summary>
    public abstract int ItemSize { get; }

    /// <summary>Reads its bytes as they stand in the target.</summary>
    public abstract void Read(IByteTarget target, long first, Span<byte> bytes);

    /// <summary>Writes its bytes.</summary>
    public abstract void Write(IByteTarget target, long first, ReadOnlySpan<byte> bytes);

    /// <summary>Writes a piece of a chunk that begins at <paramref name="first"/> and has <paramref name="length"/> bytes, so many of them before the piece.</summary>
    public virtual void WritePiece(IByteTarget target, long first, long length, long before, ReadOnlySpan<byte> bytes) => Write(target, first + before, bytes);

    /// <summary>The lowest byte of the file that a chunk changes, and one past the highest.</summary>
    public abstract (long Start, long End) SpanOf(long first, long length);

    /// <summary>Whether it reads the file to know its new bytes, elsewhere than where these go.</summary>
    public virtual bool ReadsFile => false;

    /// <summary>Reads a piece of a chunk, as <see cref="WritePiece"/> writes it.</summary>
    public virtual void ReadPiece(IByteTarget target, long first, long length, long before, Span<byte> bytes) => Read(target, first + before, bytes);

    /// <summary>Turns a piece of a chunk from old bytes into new ones.</summary>
    public virtual void TransformPiece(IByteTarget target, long first, long length, long before, Span<byte> bytes) => Transform(target, first + before, bytes);

    /// <summary>Turns old bytes into new ones.</summary>
    /// <param name="target">The target, in which these bytes are still the old ones.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="bytes">The bytes.</param>
    public abstract void Transform(IByteTarget target, long first, Span<byte> bytes);

    /// <summary>Refuses bytes that no chunk of this part has: of a journal that was made up.</summary>
    public void EnsureChunk(long first, long length)
    {
        if (first < 0 || length > ByteLength - first || first % ItemSize != 0 || length % ItemSize != 0)
        {
            throw new ContainerException("the journal's chunk does not fit its change; restore the file from a backup, then forget the journal by 'recover --discard'", 0);
        }
    }
}
