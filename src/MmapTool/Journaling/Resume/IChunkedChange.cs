using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// A change of every element of something, too large to journal whole. It is made chunk by chunk, and each element's new bytes depend on its own old bytes
/// and its number alone.
/// </summary>
internal interface IChunkedChange
{
    /// <summary>The change as text, from which it can be made again.</summary>
    string Operation { get; }

    /// <summary>Elements to change.</summary>
    long Count { get; }

    /// <summary>Bytes of an element as it is before the change; afterwards it has no more.</summary>
    int ItemSize { get; }

    /// <summary>Bytes of the shortest chunk that every part of the change can be made in.</summary>
    int LeastChunk => ItemSize;

    /// <summary>Whether making the change twice undoes it (a byte swap, an exclusive or).</summary>
    bool IsItsOwnInverse { get; }

    /// <summary>The first element from one on that is not sure to stay as it is; <see cref="Count"/> where all are. Others are left out of the chunks.</summary>
    long NextChanged(IByteTarget target, long first) => first;

    /// <summary>Where a chunk that begins at such an element ends at the latest, as a long hole follows; <see cref="Count"/> where none is known.</summary>
    long EndOfChanged(IByteTarget target, long first) => Count;

    /// <summary>The end of the last element before one that is not sure to stay as it is, on the way back; 0 where all are.</summary>
    long LastChanged(IByteTarget target, long end) => end;

    /// <summary>Where a chunk ends that begins at an element and is at most so long; not before its first element does.</summary>
    long EndOfChunk(long first, long longest) => Math.Min(first + longest, Count);

    /// <summary>Bytes of a chunk, which begins at this element, that can only be put back together; a whole number of elements.</summary>
    int UnitOfChunk(long first) => ItemSize;

    /// <summary>Reads elements as they stand in the target, packed.</summary>
    void Read(IByteTarget target, long first, Span<byte> elements);

    /// <summary>Writes packed elements, as they were before the change or are after it, to their places in the target.</summary>
    void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements);

    /// <summary>As <see cref="Write"/>, for a piece of a chunk.</summary>
    /// <param name="target">The file.</param>
    /// <param name="first">The chunk's first element.</param>
    /// <param name="count">The chunk's elements.</param>
    /// <param name="before">Its elements before the piece.</param>
    /// <param name="elements">The piece: whole units.</param>
    void WritePiece(IByteTarget target, long first, long count, long before, ReadOnlySpan<byte> elements) => Write(target, first + before, elements);

    /// <summary>Bytes of an element as it is after the change.</summary>
    int DoneSize => ItemSize;

    /// <summary>Where the file ends after the change, if that makes it shorter: a file that was cut there and made longer again has zeros from there on.</summary>
    long ZerosFrom => long.MaxValue;

    /// <summary>Whether making it reads bytes of the file that it changes elsewhere or later.</summary>
    bool ReadsItself => false;

    /// <summary>Whether the new elements of one chunk stay what they are while another is changed.</summary>
    bool StaysDone((long First, long Count) done, (long First, long Count) next) => true;

    /// <summary>Reads elements of a chunk that is done as they stand in the target.</summary>
    /// <param name="target">The file.</param>
    /// <param name="first">The chunk's first element.</param>
    /// <param name="count">The chunk's elements.</param>
    /// <param name="before">Its elements before those that are read.</param>
    /// <param name="elements">Room for elements of <see cref="DoneSize"/> bytes.</param>
    void ReadDone(IByteTarget target, long first, long count, long before, Span<byte> elements) => Read(target, first + before, elements);

    /// <summary>As <see cref="Apply"/>, for a piece of a chunk, whose other bytes <paramref name="target"/> gives as they were before the change.</summary>
    /// <param name="target">The file.</param>
    /// <param name="first">The chunk's first element.</param>
    /// <param name="count">The chunk's elements.</param>
    /// <param name="before">Its elements before the piece.</param>
    /// <param name="elements">The piece: whole units.</param>
    void ApplyPiece(IByteTarget target, long first, long count, long before, Memory<byte> elements) => Apply(target, first + before, elements);

    /// <summary>Refuses a file in which what belongs to the change besides its elements is neither as before the change nor as after it.</summary>
    /// <exception cref="Errors.ContainerException">It is neither.</exception>
    void EnsureEither(IByteTarget target)
    {
        // Most changes are of elements alone.
    }

    /// <summary>Turns old elements into new ones, in place.</summary>
    void Transform(long first, Span<byte> elements);

    /// <summary>As <see cref="Read"/>, for a whole chunk: where threads can share the work, they may.</summary>
    void ReadChunk(IByteTarget target, long first, Memory<byte> elements) => Read(target, first, elements.Span);

    /// <summary>Turns a chunk's old elements into new ones and writes those to their places.</summary>
    /// <param name="target">The file.</param>
    /// <param name="first">The chunk's first element.</param>
    /// <param name="elements">The old elements; what is in it afterwards is nobody's concern.</param>
    void Apply(IByteTarget target, long first, Memory<byte> elements)
    {
        Transform(first, elements.Span);
        Write(target, first, elements.Span);
    }

    /// <summary>Makes the target able to take old elements again, where what comes after the last of them has taken their place.</summary>
    void Reopen(IByteTarget target)
    {
        // Most changes leave room for every element.
    }

    /// <summary>
    /// Does what belongs to the change besides its elements, when all of these are new: a header, the file's length. The target is synced
    /// afterwards. Doing it again changes nothing.
    /// </summary>
    void Complete(IByteTarget target)
    {
        // Most changes are of elements alone.
    }

    /// <summary>The opposite of <see cref="Complete"/>, and durable, when all elements are old again, whether that was ever done or not.</summary>
    void Revert(IByteTarget target)
    {
        // As there.
    }
}
