using System.Numerics;

namespace MmapTool.Operations.Search;

/// <summary>
/// The matches of a segment, in order: a list while they are few, and a bit for every place where one could be when they are many. So a
/// segment of 4 MiB takes at most half a MiB, also where everything matches.
/// </summary>
/// <param name="places">The places there are.</param>
/// <param name="most">Matches wanted; further ones are not taken.</param>
/// <param name="countOnly">Whether their number is all that is wanted.</param>
internal sealed class MatchSet(long places, long most, bool countOnly)
{
    // The number of places whose bits take the room of one entry of the list.
    private const int BitsAnEntry = 32;

    private readonly long mostListed = Math.Max(64, places / BitsAnEntry);
    private int[] list = [];
    private ulong[]? bits;

    /// <summary>The matches.</summary>
    public long Count { get; private set; }

    /// <summary>Whether no more are wanted.</summary>
    public bool IsFull => Count >= most;

    /// <summary>Whether their number is all that is wanted.</summary>
    public bool CountsOnly => countOnly;

    /// <summary>Takes matches of which the number is all that is wanted.</summary>
    public void Add(int count) => Count = Math.Min(most, Count + count);

    /// <summary>Takes a match behind all before.</summary>
    /// <param name="place">Its place in the segment.</param>
    public void AddAt(int place)
    {
        if (IsFull)
        {
            return;
        }

        if (!countOnly)
        {
            if (bits is null && Count == mostListed)
            {
                MakeBits();
            }

            if (bits is not null)
            {
                bits[place >> 6] |= 1ul << (place & 63);
            }
            else
            {
                if (Count == list.Length)
                {
                    Array.Resize(ref list, (int)Math.Min(mostListed, Math.Max(16, list.Length * 2L)));
                }

                list[Count] = place;
            }
        }

        Count++;
    }

    /// <summary>Gives the places of matches, from <paramref name="from"/> on, which is moved behind them.</summary>
    /// <param name="from">0 to begin with.</param>
    /// <param name="places">Filled with places.</param>
    /// <returns>How many; 0 where there are no more.</returns>
    public int Read(ref long from, Span<int> places)
    {
        if (bits is null)
        {
            int count = (int)Math.Min(places.Length, Count - from);
            list.AsSpan((int)from, count).CopyTo(places);
            from += count;
            return count;
        }

        int read = 0;
        for (long word = from >> 6; word < bits.Length; word++)
        {
            ulong left = bits[word] & (ulong.MaxValue << (int)(from & 63));
            for (; left != 0; left &= left - 1)
            {
                int place = (int)((word << 6) + BitOperations.TrailingZeroCount(left));
                if (read == places.Length)
                {
                    from = place;
                    return read;
                }

                places[read++] = place;
            }

            from = (word + 1) << 6;
        }

        return read;
    }

    private void MakeBits()
    {
        bits = new ulong[(places + 63) / 64];
        foreach (int place in list)
        {
            bits[place >> 6] |= 1ul << (place & 63);
        }
    }
}
