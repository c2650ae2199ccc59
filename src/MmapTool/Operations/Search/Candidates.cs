using System.Numerics;
using System.Runtime.InteropServices;

namespace MmapTool.Operations.Search;

/// <summary>Places of a block where a pattern may begin, compared with the whole of it one after the other.</summary>
internal ref struct Candidates
{
    // Bytes that are compared at once. The cost of a candidate is counted in chunks of this length.
    private const int Chunk = 32;

    private readonly BitPattern pattern;
    private readonly int laneSize;
    private readonly int step;
    private readonly ReadOnlySpan<byte> elements;
    private readonly int place;
    private readonly MatchSet matches;
    private long allowance;
    private int suspect;

    /// <summary>Begins with a block.</summary>
    public Candidates(BitPattern pattern, int laneSize, int step, ReadOnlySpan<byte> elements, int place, MatchSet matches)
    {
        this.pattern = pattern;
        this.laneSize = laneSize;
        this.step = step;
        this.elements = elements;
        this.place = place;
        this.matches = matches;
        allowance = elements.Length / 8;
    }

    /// <summary>The lane behind the last candidate.</summary>
    public int Next { get; private set; }

    /// <summary>Takes a place that is known to be a match.</summary>
    /// <returns>Whether to go on.</returns>
    public bool TakeMatch(int lane)
    {
        Next = lane + 1;
        matches.AddAt(place + (lane / step));
        return !matches.IsFull;
    }

    /// <summary>Compares the whole pattern with what is at a place.</summary>
    /// <returns>Whether to go on: not where there are matches enough, nor where comparing has become dearer than looking.</returns>
    public bool Take(int lane)
    {
        ReadOnlySpan<byte> bytes = elements.Slice(lane * laneSize, pattern.Length);
        if (pattern.IsExact)
        {
            int same = bytes.CommonPrefixLength(pattern.Bits);
            allowance -= 1 + (same / Chunk);
            if (same == bytes.Length && !TakeMatch(lane))
            {
                return false;
            }

            Next = lane + 1;
            return allowance >= 0;
        }

        return !IsMasked(bytes) || !pattern.HasSomeOfEach(bytes) || TakeMatch(lane);
    }

    // Begins where the candidate before failed. In a text that almost repeats itself, most candidates fail at that place.
    private bool IsMasked(ReadOnlySpan<byte> bytes)
    {
        if (!IsMasked(bytes, suspect))
        {
            return false;
        }

        for (int chunk = 0; chunk < bytes.Length; chunk += Chunk)
        {
            if (!IsMasked(bytes, chunk))
            {
                suspect = chunk;
                return false;
            }
        }

        return true;
    }

    private readonly bool IsMasked(ReadOnlySpan<byte> bytes, int chunk)
    {
        int left = bytes.Length - chunk;
        if (left >= Chunk)
        {
            Vector<byte> differ = Vector<byte>.Zero;
            for (int index = chunk; index < chunk + Chunk; index += Vector<byte>.Count)
            {
                differ |= (new Vector<byte>(bytes[index..]) & new Vector<byte>(pattern.Mask.AsSpan(index))) ^ new Vector<byte>(pattern.Bits.AsSpan(index));
            }

            return differ == Vector<byte>.Zero;
        }

        for (; left >= sizeof(ulong); left -= sizeof(ulong))
        {
            int index = bytes.Length - left;
            if ((MemoryMarshal.Read<ulong>(bytes[index..]) & MemoryMarshal.Read<ulong>(pattern.Mask.AsSpan(index))) != MemoryMarshal.Read<ulong>(pattern.Bits.AsSpan(index)))
            {
                return false;
            }
        }

        for (int index = bytes.Length - left; index < bytes.Length; index++)
        {
            if ((bytes[index] & pattern.Mask[index]) != pattern.Bits[index])
            {
                return false;
            }
        }

        return true;
    }
}
