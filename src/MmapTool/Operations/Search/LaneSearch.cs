using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Operations.Search;

/// <summary>
/// Looks through packed elements for a pattern, a vector of lanes at a time. Two lanes of the pattern are compared at every place, and the whole pattern
/// where both are there.
/// </summary>
/// <remarks>
/// The platform's IndexOf looks for the first and the last element of a value. It has neither masks nor a bound on the cost of comparing: where both are as
/// common as zeros in a sparse file it takes time by the square. Here comparing an exact pattern may cost as much as looking; from there on the rest of the
/// block is left to <see cref="LinearSearch"/>.
/// </remarks>
/// <typeparam name="T">A lane: an unsigned integer; the item size of a view is a multiple of its size.</typeparam>
internal sealed class LaneSearch<T> : ILaneSearch
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Unroll = 4;

    private static readonly int LaneSize = T.Zero.GetByteCount();

    private readonly BitPattern pattern;
    private readonly LanePair pair;
    private readonly bool pairIsAll;
    private readonly int step;
    private readonly Lane<T> first;
    private readonly Lane<T> second;

    /// <summary>Prepares the search.</summary>
    public LaneSearch(BitPattern pattern)
    {
        this.pattern = pattern;
        pair = LanePair.Of(pattern, LaneSize);
        int lanes = pattern.Length / LaneSize;
        step = pattern.Step / LaneSize;
        pairIsAll = lanes <= 2 && (pattern.Some.Length == 0 || (lanes == 1 && pattern.Some.Length == 1));
        first = LaneOf(pair.First);
        second = LaneOf(pair.Second);
    }

    /// <inheritdoc/>
    public void Find(ReadOnlySpan<byte> elements, int bytes, int place, MatchSet matches)
    {
        bool masked = first.IsMasked || second.IsMasked;
        if (pair.First == pair.Second && !masked)
        {
            Find(new OneLane<T>(first), elements, bytes, place, matches);
        }
        else if (pair.First == pair.Second)
        {
            Find(new OneMaskedLane<T>(first), elements, bytes, place, matches);
        }
        else if (!masked)
        {
            Find(new TwoLanes<T>(first, second), elements, bytes, place, matches);
        }
        else
        {
            Find(new TwoMaskedLanes<T>(first, second), elements, bytes, place, matches);
        }
    }

    private void Find<TTest>(TTest test, ReadOnlySpan<byte> elements, int bytes, int place, MatchSet matches)
        where TTest : struct, ILaneTest<T>
    {
        int starts = Math.Min(bytes, elements.Length - pattern.Length + LaneSize) / LaneSize;
        if (starts <= 0)
        {
            return;
        }

        ReadOnlySpan<T> one = MemoryMarshal.Cast<byte, T>(elements[(pair.First * LaneSize)..])[..starts];
        ReadOnlySpan<T> two = MemoryMarshal.Cast<byte, T>(elements[(pair.Second * LaneSize)..])[..starts];
        ReadOnlySpan<Vector256<T>> ones = MemoryMarshal.Cast<T, Vector256<T>>(one);
        ReadOnlySpan<Vector256<T>> twos = MemoryMarshal.Cast<T, Vector256<T>>(two)[..ones.Length];
        Candidates candidates = new(pattern, LaneSize, step, elements, place, matches);
        bool counts = pairIsAll && step == 1 && matches.CountsOnly;
        int vector = 0;
        for (; vector <= ones.Length - Unroll; vector += Unroll)
        {
            Vector256<T> hits0 = test.Hits(ones[vector], twos[vector]);
            Vector256<T> hits1 = test.Hits(ones[vector + 1], twos[vector + 1]);
            Vector256<T> hits2 = test.Hits(ones[vector + 2], twos[vector + 2]);
            Vector256<T> hits3 = test.Hits(ones[vector + 3], twos[vector + 3]);
            if (((hits0 | hits1) | (hits2 | hits3)) == Vector256<T>.Zero)
            {
                continue;
            }

            uint bits0 = hits0.ExtractMostSignificantBits();
            uint bits1 = hits1.ExtractMostSignificantBits();
            uint bits2 = hits2.ExtractMostSignificantBits();
            uint bits3 = hits3.ExtractMostSignificantBits();
            if (counts)
            {
                matches.Add(BitOperations.PopCount(bits0) + BitOperations.PopCount(bits1) + BitOperations.PopCount(bits2) + BitOperations.PopCount(bits3));
                continue;
            }

            int lane = vector * Vector256<T>.Count;
            if (!Take(ref candidates, bits0, lane)
                || !Take(ref candidates, bits1, lane + Vector256<T>.Count)
                || !Take(ref candidates, bits2, lane + (2 * Vector256<T>.Count))
                || !Take(ref candidates, bits3, lane + (3 * Vector256<T>.Count)))
            {
                Rest(ref candidates, elements, starts, place, matches);
                return;
            }
        }

        for (int lane = vector * Vector256<T>.Count; lane < starts; lane++)
        {
            if (first.IsHit(one[lane]) && second.IsHit(two[lane]) && !Take(ref candidates, 1, lane))
            {
                Rest(ref candidates, elements, starts, place, matches);
                return;
            }
        }
    }

    private bool Take(ref Candidates candidates, uint bits, int lane)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            int start = lane + BitOperations.TrailingZeroCount(bits);
            if (step != 1 && start % step != 0)
            {
                continue;
            }

            if (!(pairIsAll ? candidates.TakeMatch(start) : candidates.Take(start)))
            {
                return false;
            }
        }

        return true;
    }

    private void Rest(ref Candidates candidates, ReadOnlySpan<byte> elements, int starts, int place, MatchSet matches)
    {
        if (!matches.IsFull)
        {
            LinearSearch.Find(pattern, elements, candidates.Next * LaneSize, starts * LaneSize, place, matches);
        }
    }

    private Lane<T> LaneOf(int lane)
    {
        T mask = MemoryMarshal.Read<T>(pattern.Mask.AsSpan(lane * LaneSize));
        T bits = MemoryMarshal.Read<T>(pattern.Bits.AsSpan(lane * LaneSize));

        // Bits of which some must be set can be asked for where there is nothing else beside them.
        if (!(pairIsAll && pattern.Some is [var only]))
        {
            return new(mask, bits, T.Zero, T.AllBitsSet);
        }

        byte[] some = new byte[LaneSize];
        only.Bits.CopyTo(some.AsSpan(only.Place));
        return new(mask, bits, MemoryMarshal.Read<T>(some), T.Zero);
    }
}
