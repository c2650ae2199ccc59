using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Search;

/// <summary>Looks for a pattern in the blocks of a view, and gives its matches on in order.</summary>
/// <param name="search">The search.</param>
/// <param name="pattern">The pattern that it looks for.</param>
/// <param name="itemSize">Bytes of an element.</param>
/// <param name="segmentElements">Elements of a segment.</param>
/// <param name="most">Matches wanted.</param>
/// <param name="handler">Takes them; <see langword="null"/> where their number is all that is wanted.</param>
internal struct SearchScan(ILaneSearch search, BitPattern pattern, int itemSize, long segmentElements, long most, MatchHandler? handler) : IBlockScan<MatchSet>
{
    private const int Batch = 1024;

    /// <summary>Matches joined so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public readonly MatchSet Begin(long segment) => new(segmentElements * itemSize / pattern.Step, most, handler is null);

    /// <inheritdoc/>
    public readonly void Take(ref MatchSet partial, ScanBlock block)
    {
        if (!partial.IsFull)
        {
            // Both numbers lie within a segment, which is smaller than 2 GiB.
            int bytes = block.Count * itemSize;
            int place = (int)(block.First % segmentElements * itemSize / pattern.Step);
            search.Find(block.Elements, bytes, place, partial);
        }
    }

    /// <inheritdoc/>
    public bool Join(long segment, MatchSet partial)
    {
        long count = Math.Min(partial.Count, most - Count);
        Count += count;
        if (handler is not null && count > 0)
        {
            Give(segment * segmentElements * itemSize, partial, count, handler);
        }

        return Count < most;
    }

    /// <inheritdoc/>
    public readonly bool FoldsZeros => true;

    /// <inheritdoc/>
    public readonly MatchSet BeginZeros(long segment) => Begin(segment);

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, MatchSet zeros)
    {
        if (zeros.Count == 0)
        {
            return true;
        }

        if (handler is null)
        {
            Count = (long)Int128.Min(most, Count + ((Int128)zeros.Count * count));
            return Count < most;
        }

        bool goesOn = true;
        for (long index = 0; index < count && goesOn; index++)
        {
            goesOn = Join(segment + index, zeros);
        }

        return goesOn;
    }

    private readonly void Give(long start, MatchSet partial, long count, MatchHandler to)
    {
        Span<int> places = stackalloc int[Batch];
        Span<long> positions = stackalloc long[Batch];
        long from = 0;
        while (count > 0)
        {
            int read = partial.Read(ref from, places[..(int)Math.Min(Batch, count)]);
            for (int index = 0; index < read; index++)
            {
                positions[index] = start + ((long)places[index] * pattern.Step);
            }

            to(positions[..read]);
            count -= read;
        }
    }
}
