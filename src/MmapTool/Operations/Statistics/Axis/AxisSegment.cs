namespace MmapTool.Operations.Statistics;

/// <summary>The results of a segment of a pass along an axis: the rest of a group begun before it, whole groups, and the beginning of one.</summary>
internal sealed class AxisSegment<TMoments>(int width)
    where TMoments : struct, IMergeableStatistics<TMoments>
{
    private StatisticsCell[] cells = [];
    private int finished;

    /// <summary>The group that is being measured, a number for each column.</summary>
    public TMoments[] Current { get; private set; } = new TMoments[width];

    /// <summary>Whether the group that is being measured began in this segment.</summary>
    public bool BeganHere { get; private set; }

    /// <summary>Whether the last group to be measured has not come to its end.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The rest of a group that began before; null where there is none, or no end of it.</summary>
    public TMoments[]? Head { get; private set; }

    /// <summary>The group of <see cref="Head"/>.</summary>
    public long HeadGroup { get; private set; }

    /// <summary>The first group that is whole.</summary>
    public long FirstGroup { get; private set; } = -1;

    /// <summary>The results of the whole groups, one after the other.</summary>
    public ReadOnlySpan<StatisticsCell> Cells => cells.AsSpan(0, finished);

    /// <summary>Before a chunk.</summary>
    /// <param name="beginsGroup">Whether it is the first of its group.</param>
    public void Begin(bool beginsGroup)
    {
        if (beginsGroup)
        {
            Array.Clear(Current);
            BeganHere = true;
        }

        IsOpen = true;
    }

    /// <summary>After the last chunk of a group.</summary>
    public void End(long group, Int128 bias)
    {
        IsOpen = false;
        if (!BeganHere)
        {
            (Head, HeadGroup, Current) = (Current, group, new TMoments[width]);
            return;
        }

        FirstGroup = FirstGroup < 0 ? group : FirstGroup;
        if (cells.Length - finished < width)
        {
            Array.Resize(ref cells, Math.Max(2 * cells.Length, finished + width));
        }

        foreach (ref readonly TMoments moments in Current.AsSpan())
        {
            cells[finished++] = moments.Finish(bias);
        }
    }
}
