namespace MmapTool.Journaling;

/// <summary>
/// A change of every element of something, too large to journal whole: it is made chunk by chunk, and each element's new bytes
/// depend on its own old bytes and its number alone.
/// </summary>
public interface IChunkedChange
{
    /// <summary>The change as text, from which it can be made again.</summary>
    string Operation { get; }

    /// <summary>Elements to change.</summary>
    long Count { get; }

    /// <summary>Bytes of an element, the same before and after.</summary>
    int ItemSize { get; }

    /// <summary>Whether making the change twice undoes it (a byte swap, an exclusive or).</summary>
    bool IsItsOwnInverse { get; }

    /// <summary>Where a chunk ends that begins at an element and is at most so long; not before its first element does.</summary>
    long EndOfChunk(long first, long longest) => Math.Min(first + longest, Count);

    /// <summary>Reads elements as they stand in the target, packed.</summary>
    void Read(IStableFile target, long first, Span<byte> elements);

    /// <summary>Writes packed elements to their places in the target.</summary>
    void Write(IStableFile target, long first, ReadOnlySpan<byte> elements);

    /// <summary>Turns old elements into new ones, in place.</summary>
    void Transform(long first, Span<byte> elements);
}
