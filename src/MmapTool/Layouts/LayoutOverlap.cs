namespace MmapTool.Layouts;

/// <summary>Whether two views share bytes, told from their arithmetic alone.</summary>
internal static class LayoutOverlap
{
    /// <summary>Whether they may share a byte. Exact where it says no; yes may be wrong.</summary>
    public static bool MayOverlap(Layout left, Layout right)
    {
        if (left.Count == 0 || right.Count == 0 || left.End <= right.Start || right.End <= left.Start)
        {
            return false;
        }

        // Every element of either begins at its offset modulo the greatest common divisor of all strides: different columns, different
        // fields of the same records, never meet.
        long divisor = Divisor(right, Divisor(left, 0));
        if (divisor == 0)
        {
            return true;
        }

        long distance = (right.Start - left.Start) % divisor;
        distance += distance < 0 ? divisor : 0;
        return distance < left.ItemSize || distance + right.ItemSize > divisor;
    }

    /// <summary>Whether the elements of a view, in C order, lie one after another and share no byte.</summary>
    public static bool IsAscending(Layout layout)
    {
        long reach = layout.ItemSize;
        for (int axis = layout.Rank - 1; axis >= 0; axis--)
        {
            if (layout.Shape[axis] <= 1)
            {
                continue;
            }

            if (layout.Strides[axis] < reach)
            {
                return false;
            }

            reach += (layout.Shape[axis] - 1) * layout.Strides[axis];
        }

        return true;
    }

    /// <summary>Whether elements of the same number lie at one distance throughout.</summary>
    public static bool RunsParallel(Layout left, Layout right)
    {
        for (int axis = 0; axis < left.Rank; axis++)
        {
            if (left.Shape[axis] > 1 && left.Strides[axis] != right.Strides[axis])
            {
                return false;
            }
        }

        return left.ItemSize == right.ItemSize;
    }

    private static long Divisor(Layout layout, long divisor)
    {
        for (int axis = 0; axis < layout.Rank; axis++)
        {
            for (long other = layout.Shape[axis] > 1 ? Math.Abs(layout.Strides[axis]) : 0; other != 0;)
            {
                (divisor, other) = (other, divisor % other);
            }
        }

        return divisor;
    }
}
