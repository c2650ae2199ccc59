using System.Collections.Immutable;

namespace MmapTool.Notation;

/// <summary>
/// Where in a divided row the first element may stand. Each axis may begin at a later slot, if it has more than it uses. The wanted part of a chunk may begin
/// later in it.
/// </summary>
/// <param name="places">For each axis of each group, and then for the group's chunks: units that one slot further is, and the slots that are free.</param>
internal sealed class StridedRoom(ImmutableArray<(long Unit, long Free)> places)
{
    /// <summary>The room in groups, outermost first.</summary>
    public static StridedRoom Of(IEnumerable<StridedGroup> groups)
    {
        ImmutableArray<(long, long)>.Builder places = ImmutableArray.CreateBuilder<(long, long)>();
        foreach (StridedGroup group in groups)
        {
            long row = group.Kept * group.Stride;
            foreach (StridedLevel level in group.Levels)
            {
                row /= level.Slots;
                places.Add((row, level.Slots - (((level.Count - 1) * level.Step) + 1)));
            }

            places.Add((1, group.Chunk - group.Inner));
        }

        return new(places.ToImmutable());
    }

    /// <summary>Starts for each place that move the first element at least so many units, and few more; <see langword="null"/> where there is no room.</summary>
    public long[]? Place(long units)
    {
        long[] starts = new long[places.Length];
        return TryPlace(0, units, starts) ? starts : null;
    }

    /// <summary>The units that such starts move the first element.</summary>
    public long Distance(long[] starts) => places.Zip(starts, (place, start) => place.Unit * start).Sum();

    // As far as whole slots go, the rest further in; where there is no room for the rest, one slot more.
    private bool TryPlace(int index, long units, long[] starts)
    {
        Array.Clear(starts, index, starts.Length - index);
        if (units == 0)
        {
            return true;
        }

        if (index == places.Length)
        {
            return false;
        }

        (long unit, long free) = places[index];
        long whole = Math.Min(free, units / unit);
        starts[index] = whole;
        if (TryPlace(index + 1, units - (whole * unit), starts))
        {
            return true;
        }

        Array.Clear(starts, index, starts.Length - index);
        starts[index] = whole + 1;
        return whole < free;
    }
}
