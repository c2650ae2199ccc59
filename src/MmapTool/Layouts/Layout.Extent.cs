namespace MmapTool.Layouts;

public sealed partial class Layout
{
    /// <summary>
    /// A range of bytes that holds the elements from number <paramref name="first"/> on (counted in C order), <paramref name="count"/> of them. It goes from
    /// the lowest byte to one past the highest, of the smallest box of indices that holds them all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of this view's, or none.</exception>
    public (long Lower, long Upper) Extent(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        (long lower, long upper) = (Offset, Offset);
        long inner = Count;
        long last = first + count - 1;
        bool apart = false;
        for (int axis = 0; axis < Rank; axis++)
        {
            (long low, long high) = (0, Shape[axis] - 1);
            if (!apart)
            {
                // Up to the first axis along which first and last element differ, all elements share the index.
                inner /= Shape[axis];
                (low, first) = Math.DivRem(first, inner);
                (high, last) = Math.DivRem(last, inner);
                apart = low != high;
            }

            lower += Math.Min(low * Strides[axis], high * Strides[axis]);
            upper += Math.Max(low * Strides[axis], high * Strides[axis]);
        }

        return (lower, upper + ItemSize);
    }
}
