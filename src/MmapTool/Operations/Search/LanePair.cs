namespace MmapTool.Operations.Search;

/// <summary>
/// The two lanes of a pattern that are looked for first: those that are likely to be rare. A pattern of zeros and one other byte is found
/// by the other byte, as zeros are what most files have most of.
/// </summary>
/// <param name="First">The earlier lane.</param>
/// <param name="Second">The other one; the same where there is only one.</param>
internal readonly record struct LanePair(int First, int Second)
{
    private const int Best = 9;

    /// <summary>Chooses the lanes.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="lane">Bytes of a lane.</param>
    public static LanePair Of(BitPattern pattern, int lane)
    {
        int lanes = pattern.Length / lane;
        int best = Choose(pattern, lane, lanes, -1);
        int next = lanes == 1 ? best : Choose(pattern, lane, lanes, best);
        return new(Math.Min(best, next), Math.Max(best, next));
    }

    private static int Choose(BitPattern pattern, int lane, int lanes, int taken)
    {
        int chosen = -1;
        int highest = -1;
        for (int index = 0; index < lanes; index++)
        {
            if (index == taken)
            {
                continue;
            }

            int score = 0;
            for (int place = index * lane; place < (index + 1) * lane; place++)
            {
                score += Rarity(pattern.Bits[place], pattern.Mask[place]);
            }

            // Two different lanes say more than one twice. Of equals the last: patterns that nearly repeat differ in the end.
            score = (2 * score) + (taken >= 0 && !Same(pattern, lane, index, taken) ? 1 : 0);
            if (score >= highest)
            {
                (highest, chosen) = (score, index);
            }
        }

        return chosen;
    }

    private static bool Same(BitPattern pattern, int lane, int one, int other) =>
        pattern.Bits.AsSpan(one * lane, lane).SequenceEqual(pattern.Bits.AsSpan(other * lane, lane))
        && pattern.Mask.AsSpan(one * lane, lane).SequenceEqual(pattern.Mask.AsSpan(other * lane, lane));

    // Zeros above all, then filling and small numbers, then text, of which letters come most often.
    private static int Rarity(byte bits, byte mask) => mask != 0xFF
        ? byte.PopCount(mask) / 3
        : bits switch
        {
            0 => 1,
            0xFF => 3,
            1 or (byte)' ' => 4,
            (byte)'e' or (byte)'t' or (byte)'a' or (byte)'o' or (byte)'i' or (byte)'n' or (byte)'s' or (byte)'r' => 5,
            (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'\n' or <= 8 => 6,
            > 0x20 and < 0x7F => 7,
            _ => Best,
        };
}
