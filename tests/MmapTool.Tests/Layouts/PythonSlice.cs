namespace MmapTool.Tests.Layouts;

/// <summary>Python's slicing, from its language reference: "the slice of s from i to j with step k" (Common Sequence Operations, note 5).</summary>
internal static class PythonSlice
{
    public static List<long> Indices(long length, long? start, long? stop, long step)
    {
        // Every index of the sequence that lies on the way, in the order of travel. No clamped bound is ever computed.
        List<long> taken = [];
        long? from = start < 0 ? Math.Max(start.Value + length, step > 0 ? 0 : -1) : start;
        long? to = stop < 0 ? stop + length : stop;
        IEnumerable<long> travel = Enumerable.Range(0, (int)length).Select(index => (long)index);
        travel = step > 0 ? travel : travel.Reverse();
        long? first = null;
        foreach (long index in travel)
        {
            bool begun = from is null || (step > 0 ? index >= from : index <= from);
            bool ended = to is not null && (step > 0 ? index >= to : index <= to);
            if (begun && !ended)
            {
                first ??= index;
                if ((index - first.Value) % step == 0)
                {
                    taken.Add(index);
                }
            }
        }

        return taken;
    }
}
