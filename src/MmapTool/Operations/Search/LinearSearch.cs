namespace MmapTool.Operations.Search;

/// <summary>
/// Finds an exact pattern in time that grows with the text and never with the pattern (Knuth, Morris and Pratt, Fast pattern matching in
/// strings, 1977). Slower than looking at vectors of lanes, so only where that finds too many places that almost match.
/// </summary>
internal static class LinearSearch
{
    /// <summary>Finds the matches that begin in a range of a block, at multiples of the pattern's step.</summary>
    /// <param name="pattern">An exact pattern.</param>
    /// <param name="elements">The block and what was looked ahead at.</param>
    /// <param name="from">Where the first may begin.</param>
    /// <param name="to">Where no more may.</param>
    /// <param name="place">The place in the segment, counted in steps, of the block's first byte.</param>
    /// <param name="matches">Takes them.</param>
    public static void Find(BitPattern pattern, ReadOnlySpan<byte> elements, int from, int to, int place, MatchSet matches)
    {
        ReadOnlySpan<byte> bits = pattern.Bits;
        ReadOnlySpan<int> borders = pattern.Borders;

        // The match that begins last ends a pattern's length later.
        ReadOnlySpan<byte> text = elements[..(int)Math.Min(elements.Length, (long)to + bits.Length - 1)];
        int same = 0;
        for (int index = from; index < text.Length; index++)
        {
            while (same >= 0 && (same == bits.Length || bits[same] != text[index]))
            {
                same = borders[same];
            }

            if (++same != bits.Length)
            {
                continue;
            }

            (int step, int rest) = Math.DivRem(index + 1 - bits.Length, pattern.Step);
            if (rest == 0)
            {
                matches.AddAt(place + step);
                if (matches.IsFull)
                {
                    return;
                }
            }
        }
    }
}
