using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>The holes of a file that no step of a plan has written to so far: a step finds zeros there.</summary>
/// <param name="target">The file, as it is before the plan.</param>
internal sealed class UntouchedHoles(IByteTarget target)
{
    // Apart, by their starts.
    private readonly SortedList<long, long> touched = [];

    /// <summary>Notes that a step writes to a range.</summary>
    public void Touch(long start, long end)
    {
        int index = After(start) - 1;
        index = index >= 0 && touched.Values[index] >= start ? index : index + 1;
        while (index < touched.Count && touched.Keys[index] <= end)
        {
            (start, end) = (Math.Min(start, touched.Keys[index]), Math.Max(end, touched.Values[index]));
            touched.RemoveAt(index);
        }

        touched[start] = end;
    }

    /// <summary>Whether a step has written into a range.</summary>
    public bool IsTouched(long start, long end)
    {
        int index = After(start);
        return (index > 0 && touched.Values[index - 1] > start) || (index < touched.Count && touched.Keys[index] < end);
    }

    /// <summary>The first such hole at or after an offset inside the file; at its end and empty where there is none.</summary>
    public (long Start, long End) Next(long offset)
    {
        long length = target.Length;
        while (offset < length)
        {
            (long start, long end) = target.NextHole(offset);
            int index = After(start);
            if (index > 0 && touched.Values[index - 1] > start)
            {
                start = touched.Values[index - 1];
            }

            if (start < end)
            {
                return (start, index < touched.Count ? Math.Min(end, touched.Keys[index]) : end);
            }

            // The rest of the hole is touched, or there is none.
            if (end <= offset)
            {
                break;
            }

            offset = Math.Max(end, start);
        }

        return (length, length);
    }

    // The first range that begins behind an offset.
    private int After(long offset)
    {
        (int low, int high) = (0, touched.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = touched.Keys[middle] > offset ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
