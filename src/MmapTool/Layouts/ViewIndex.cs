using System.Globalization;
using MmapTool.Errors;

namespace MmapTool.Layouts;

/// <summary>The effect of a <see cref="ViewIndex"/> on its axis.</summary>
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
/// <remarks>
/// C#'s own <see cref="Index"/> and <see cref="Range"/> mean here what they mean on an array: <c>^0..</c> is nothing, and a range that is not wholly
/// inside its axis is refused. The default of this type is the index 0. Slices made by <see cref="Slice"/> and <see cref="From(long?, long, long?)"/> clamp as Python's do.
/// </remarks>
public readonly record struct ViewIndex
{
    // An index or range as C# wrote it: it is measured, and not clamped, once the axis is known.
    private readonly Index? _index;
    private readonly Range? _range;
    private readonly long _start;
    private readonly bool _isStartGiven;

    private ViewIndex(ViewIndexKind kind, long? start, long? stop, long? step, bool isCount)
    {
        Kind = kind;
        // An integer always has a start, so that the default of this type is the index 0, as that of Index is.
        (_start, _isStartGiven) = (start ?? 0, start is not null && kind != ViewIndexKind.Integer);
        Stop = stop;
        Step = step;
        StopIsCount = isCount;
    }

    private ViewIndex(Index index)
        : this(ViewIndexKind.Integer, index.Value == 0 && index.IsFromEnd ? long.MaxValue : Signed(index), null, null, false) => _index = index;

    // The numbers are those of the Python slice that takes the same elements. That of a range that starts at ^0 is empty wherever it is allowed.
    private ViewIndex(Range range)
        : this(
            ViewIndexKind.Slice,
            Signed(range.Start),
            range is { Start: { IsFromEnd: true, Value: 0 } } ? 0 : range is { End: { IsFromEnd: true, Value: 0 } } ? null : Signed(range.End),
            null,
            false) => _range = range;

    /// <summary>The kind of the entry.</summary>
    public ViewIndexKind Kind { get; }

    /// <summary>The integer itself, or where a slice starts; <see langword="null"/> where it is left out.</summary>
    public long? Start => _isStartGiven || Kind == ViewIndexKind.Integer ? _start : null;

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

    /// <summary><c>start:+</c>: from start, as many elements as the value of an edit has.</summary>
    internal static ViewIndex CountOfValue(long? start) => new(ViewIndexKind.Slice, start, null, null, true);

    /// <summary>Whether the count is still to come from the value of an edit.</summary>
    internal bool AwaitsCount => StopIsCount && Stop is null;

    /// <summary>An integer is an index.</summary>
    public static implicit operator ViewIndex(long index) => At(index);

    /// <summary>C#'s index, such as <c>^1</c>, is an index. <c>^0</c> is beyond every axis.</summary>
    public static implicit operator ViewIndex(Index index) => new(index);

    /// <summary>C#'s range is a slice with a step of 1, as on an array: it must lie inside the axis, and <c>^0..</c> takes nothing.</summary>
    public static implicit operator ViewIndex(Range range) => new(range);

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
    /// <param name="use">The use of the slice: how strictly its bounds are held to the axis.</param>
    /// <exception cref="ViewException">The axis has not all that the slice asks for.</exception>
    internal (long Start, long Step, long Count) Over(long length, int axis, ViewUse use)
    {
        if (_range is { } range)
        {
            long from = Place(range.Start, length);
            long to = Place(range.End, length);
            return from < 0 || from > to || to > length
                ? throw new ViewException($"the range {range} is not inside an axis of {Plural.Of(length, "element")}; a range must be, a Slice is clamped")
                : from == to ? (0, 1, 0) : (from, 1, to - from);
        }

        if (AwaitsCount)
        {
            throw new ViewException($"{this} takes its count from the value of an edit with '=', and can be laid over nothing else");
        }

        SliceOnAxis slice = new(this, length, axis);
        return use switch
        {
            ViewUse.Journal => slice.Cut(),
            _ when StopIsCount => slice.Exact(mayBeEmpty: use == ViewUse.Read),
            ViewUse.Read => slice.Cut(),
            _ => slice.Inside(),
        };
    }

    /// <summary>The entry's one index over an axis of <paramref name="length"/> elements, counted from its start.</summary>
    /// <param name="length">The elements of the axis.</param>
    /// <param name="axis">The axis' number, for the message.</param>
    /// <exception cref="ViewException">The index is out of bounds.</exception>
    internal long IndexOver(long length, int axis)
    {
        return _index is { } index ? Inside(Place(index, length), length, axis, index) : Inside(Start!.Value, length, axis);
    }

    /// <summary>An index that counts from the end where it is negative, counted from the start.</summary>
    /// <exception cref="ViewException">The index is out of bounds.</exception>
    internal static long Inside(long index, long length, int axis) => Inside(index < 0 ? index + length : index, length, axis, index);

    private static long Inside<T>(long place, long length, int axis, T given)
        where T : struct => place >= 0 && place < length
        ? place
        : throw new ViewException($"index {given} is out of bounds for axis {axis}, which has {Plural.Of(length, "element")}{(length > 0 ? $": take {-length} to {length - 1}" : "")}");

    private static long Place(Index index, long length) => index.IsFromEnd ? length - index.Value : index.Value;

    private static long Signed(Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
}
