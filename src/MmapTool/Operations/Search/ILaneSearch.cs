namespace MmapTool.Operations.Search;

/// <summary>A search for one pattern, prepared; used by several threads at once.</summary>
internal interface ILaneSearch
{
    /// <summary>Finds the matches that begin in a block.</summary>
    /// <param name="elements">The packed elements of the block and what was looked ahead at.</param>
    /// <param name="bytes">Bytes of the block: a match begins below.</param>
    /// <param name="place">The place in the segment, counted in the pattern's steps, of the block's first byte.</param>
    /// <param name="matches">Takes them.</param>
    void Find(ReadOnlySpan<byte> elements, int bytes, int place, MatchSet matches);
}
