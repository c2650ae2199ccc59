using System.Collections.Immutable;

namespace MmapTool.Notation;

/// <summary>
/// Finds how axes with given strides can be cut out of a contiguous row: what chunks to divide it into, and which of them to keep. The
/// row must not be longer than the file, which matters only for views that reach close to its end.
/// </summary>
/// <remarks>
/// Axes come slowest first. They are taken from the fastest one outwards, and each does one of two things. Either it divides the row anew, into chunks that
/// hold all that lies inside (any divisor of its stride that is long enough). Or it joins the division of the axis before, whose rows then need not be
/// complete at the end. The simplest divisions are tried first.
/// </remarks>
internal static class StridedDecomposition
{
    private const int MostStates = 256;
    private const long LargestTried = 1 << 16;

    /// <summary>Groups, outermost first, whose row has at most <paramref name="available"/> units; <see langword="null"/> if none is found.</summary>
    /// <param name="axes">Counts (over 1) and strides (over 0) in units, in falling order of stride.</param>
    /// <param name="unit">Units of an element.</param>
    /// <param name="available">Units of the file.</param>
    public static ImmutableStack<StridedGroup>? Find(IReadOnlyList<(long Count, long Stride)> axes, long unit, long available)
    {
        return Search(axes, unit, available, WholeRows) ?? Search(axes, unit, available, EveryDivision);
    }

    /// <summary>The divisors of a number in rising order; of a very large one only the smallest and the largest.</summary>
    public static IEnumerable<long> Divisors(long number)
    {
        Stack<long> large = new();
        for (long divisor = 1; divisor <= LargestTried && divisor <= number / divisor; divisor++)
        {
            if (number % divisor == 0)
            {
                yield return divisor;
                if (divisor != number / divisor)
                {
                    large.Push(number / divisor);
                }
            }
        }

        foreach (long divisor in large)
        {
            yield return divisor;
        }
    }

    private static ImmutableStack<StridedGroup>? Search(
        IReadOnlyList<(long Count, long Stride)> axes,
        long unit,
        long available,
        Func<ImmutableStack<StridedGroup>, long, long, long, IEnumerable<ImmutableStack<StridedGroup>>> divide)
    {
        List<ImmutableStack<StridedGroup>> states = [[]];
        for (int axis = axes.Count - 1; axis >= 0; axis--)
        {
            (long count, long stride) = axes[axis];
            states = [.. states
                .SelectMany(state => divide(state, Length(state), count, stride))
                .Where(state => state.Peek().Length <= available)
                .OrderBy(state => state.Peek().Length)
                .Take(MostStates)];
        }

        return states.Count == 0 || Length(states[0]) > available ? null : states[0];

        long Length(ImmutableStack<StridedGroup> state) => state.IsEmpty ? unit : (long)state.Peek().Length;
    }

    // One division an axis, into rows of its whole stride: what a person would write.
    private static IEnumerable<ImmutableStack<StridedGroup>> WholeRows(ImmutableStack<StridedGroup> state, long inner, long count, long stride)
    {
        if (stride >= inner)
        {
            yield return state.Push(StridedGroup.Single(stride, inner, count, stride, stride));
        }
    }

    private static IEnumerable<ImmutableStack<StridedGroup>> EveryDivision(ImmutableStack<StridedGroup> state, long inner, long count, long stride)
    {
        if (!state.IsEmpty && state.Peek().With(count, stride) is { } joined)
        {
            yield return state.Pop().Push(joined);
        }

        foreach (long chunk in Divisors(stride))
        {
            if (chunk < inner)
            {
                continue;
            }

            foreach (long steps in Divisors(stride / chunk))
            {
                yield return state.Push(StridedGroup.Single(chunk, inner, count, stride, chunk * steps));
            }
        }
    }
}
