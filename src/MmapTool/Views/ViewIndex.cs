using System.Globalization;
using MmapTool.Errors;

namespace MmapTool.Views;

/// <summary>What a <see cref="ViewIndex"/> does to its axis.</summary>
public enum ViewIndexKind
{
    /// <summary>One index: the axis is dropped.</summary>
    Integer,

    /// <summary><c>start:stop:step</c>, clamped as Python does.</summary>
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

    /// <summary>Whether the slice was written <c>a:+n</c>: from a, n elements.</summary>
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

    /// <summary><c>start:+count:step</c>: from start, count elements, fewer where the axis ends.</summary>
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
    internal (long Start, long Step, long Count) Over(long length)
    {
        long step = Step ?? 1;
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? length : length - 1;
        long first = Start is { } given ? Clamp(given) : step > 0 ? lowest : highest;
        long last = (Stop, StopIsCount) switch
        {
            (null, _) => step > 0 ? highest : lowest,
            ({ } count, true) => After(count),
            ({ } stop, false) => Clamp(stop),
        };

        // Both ends lie from -1 to the length; only the step can be any number.
        long distance = step > 0 ? last - first : first - last;
        ulong stride = step > 0 ? (ulong)step : 0UL - (ulong)step;
        return distance <= 0 ? (0, 1, 0) : (first, step, 1 + (long)((ulong)(distance - 1) / stride));

        long After(long count)
        {
            // A product or sum beyond 64 bits is beyond the axis too, on the side of its sign.
            long high = Math.BigMul(count, step, out long product);
            bool fits = high == product >> 63 && (product <= 0 || first <= long.MaxValue - product) && (product > long.MinValue || first >= 0);
            return fits ? Math.Clamp(first + product, lowest, highest) : high < 0 ? lowest : highest;
        }

        long Clamp(long index) => Math.Clamp(index < 0 ? index + length : index, lowest, highest);
    }

    private static long From(Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
}
