using System.Globalization;
using MmapTool.Errors;

namespace MmapTool.Views;

/// <summary>What a <see cref="ViewIndex"/> does to its axis.</summary>
public enum ViewIndexKind
{
    /// <summary>One index: the axis is dropped.</summary>
    Integer,

    /// <summary><c>start:stop:step</c>, cut to the axis as Python does; <c>start:+count:step</c>, which is never cut.</summary>
    Slice,

    /// <summary><c>...</c>: as many whole axes as are needed.</summary>
    Ellipsis,

    /// <summary><c>newaxis</c>: a new axis of length 1.</summary>
    NewAxis,
}

/// <summary>
/// One entry of NumPy's basic indexing: an integer, a slice, an ellipsis or a new axis. All bounds are 64-bit, and count from the
/// end where they are negative.
/// </summary>
public readonly record struct ViewIndex
{
    private ViewIndex(ViewIndexKind kind, long? start, long? stop, long? step, bool isCount)
    {
        Kind = kind;
        Start = start;
        Stop = stop;
        Step = step;
        StopIsCount = isCount;
    }

    /// <summary>What the entry does.</summary>
    public ViewIndexKind Kind { get; }

    /// <summary>The integer itself, or where a slice starts; <see langword="null"/> where it is left out.</summary>
    public long? Start { get; }

    /// <summary>Where a slice ends (exclusive), or how many elements it takes if <see cref="StopIsCount"/>.</summary>
    public long? Stop { get; }

    /// <summary>The step of a slice; 1 where it is left out; never 0.</summary>
    public long? Step { get; }

    /// <summary>Whether the slice was written <c>a:+n</c>: from a, exactly n elements.</summary>
    public bool StopIsCount { get; }

    /// <summary><c>...</c></summary>
    public static ViewIndex Ellipsis { get; } = new(ViewIndexKind.Ellipsis, null, null, null, false);

    /// <summary><c>newaxis</c></summary>
    public static ViewIndex NewAxis { get; } = new(ViewIndexKind.NewAxis, null, null, null, false);

    /// <summary><c>:</c>, the whole axis.</summary>
    public static ViewIndex All { get; } = Slice(null, null);

    /// <summary>One index; negative counts from the end.</summary>
    public static ViewIndex At(long index) => new(ViewIndexKind.Integer, index, null, null, false);

    /// <summary>Python's <c>start:stop:step</c>.</summary>
    /// <exception cref="ViewException">The step is 0.</exception>
    public static ViewIndex Slice(long? start, long? stop, long? step = null) =>
        step == 0 ? throw new ViewException("a slice can't have a step of 0") : new(ViewIndexKind.Slice, start, stop, step, false);

    /// <summary><c>start:+count:step</c>: from start, exactly count elements; an axis that has fewer there is an error.</summary>
    /// <exception cref="ViewException">The step is 0 or the count negative.</exception>
    public static ViewIndex From(long? start, long count, long? step = null)
    {
        if (step == 0)
        {
            throw new ViewException("a slice can't have a step of 0");
        }

        return count < 0
            ? throw new ViewException($"a slice can't take {count} elements")
            : new(ViewIndexKind.Slice, start, count, step, true);
    }

    /// <summary>An integer is an index.</summary>
    public static implicit operator ViewIndex(long index) => At(index);

    /// <summary>C#'s range is a slice with a step of 1.</summary>
    public static implicit operator ViewIndex(Range range) => Slice(From(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : From(range.End));

    /// <summary>The entry as the notation writes it.</summary>
    public override string ToString() => Kind switch
    {
        ViewIndexKind.Integer => Start!.Value.ToString(CultureInfo.InvariantCulture),
        ViewIndexKind.Ellipsis => "...",
        ViewIndexKind.NewAxis => "newaxis",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Start}:{(StopIsCount ? "+" : "")}{Stop}{(Step is null ? "" : ":")}{Step}"),
    };

    /// <summary>
    /// The slice over an axis of <paramref name="length"/> elements: the first index, the step and the number of elements taken.
    /// An empty slice starts at 0 with a step of 1, as NumPy has it.
    /// </summary>
    /// <param name="length">Elements of the axis.</param>
    /// <param name="axis">The axis's number, for errors.</param>
    /// <param name="use">What the slice is for: how strictly its bounds are held to the axis.</param>
    /// <exception cref="ViewException">The axis has not all that the slice asks for.</exception>
    internal (long Start, long Step, long Count) Over(long length, int axis, ViewUse use)
    {
        SliceOnAxis slice = new(this, length, axis);
        return use switch
        {
            ViewUse.Journal => slice.Cut(),
            _ when StopIsCount => slice.Exact(mayBeEmpty: use == ViewUse.Read),
            ViewUse.Read => slice.Cut(),
            _ => slice.Inside(),
        };
    }

    private static long From(Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
}
