using MmapTool.Errors;

namespace MmapTool.Layouts;

/// <summary>A slice laid over an axis, as strictly as its use asks for.</summary>
/// <param name="slice">The slice.</param>
/// <param name="length">Elements of the axis.</param>
/// <param name="axis">The axis's number, for errors.</param>
internal readonly struct SliceOnAxis(ViewIndex slice, long length, int axis)
{
    private long Step => slice.Step ?? 1;

    // The lowest and the highest bound: a slice that goes back may end before index 0.
    private long Lowest => Step > 0 ? 0 : -1;

    private long Highest => Step > 0 ? length : length - 1;

    private long First => slice.Start is { } start ? FromStart(start) : Step > 0 ? Lowest : Highest;

    private string Axis => $"axis {axis} has {Plural.Of(length, "element")}, and {slice}";

    /// <summary>Both ends cut to the axis, as Python does.</summary>
    public (long Start, long Step, long Count) Cut()
    {
        long first = Math.Clamp(First, Lowest, Highest);
        long last = (slice.Stop, slice.StopIsCount) switch
        {
            (null, _) => Step > 0 ? Highest : Lowest,
            ({ } count, true) => (long)Int128.Clamp(first + ((Int128)count * Step), Lowest, Highest),
            ({ } stop, false) => Math.Clamp(FromStart(stop), Lowest, Highest),
        };

        // Both ends lie from -1 to the length; only the step can be any number.
        long distance = Step > 0 ? last - first : first - last;
        ulong stride = Step > 0 ? (ulong)Step : 0UL - (ulong)Step;
        return distance <= 0 ? (0, 1, 0) : (first, Step, 1 + (long)((ulong)(distance - 1) / stride));
    }

    /// <summary>As many elements as were asked for.</summary>
    /// <param name="mayBeEmpty">Whether that may be none.</param>
    /// <exception cref="ViewException">The axis has fewer there.</exception>
    public (long Start, long Step, long Count) Exact(bool mayBeEmpty)
    {
        long first = First;
        long count = slice.Stop!.Value;
        if (slice.Start is { } start && (first < 0 || first > length || (first == length && count > 0)))
        {
            throw new ViewException($"{Axis} starts at {start}, which is outside: {(length == 0 ? "there is nothing to take" : $"start at {-length} to {length - 1}")}");
        }

        if (count == 0)
        {
            return mayBeEmpty ? (0, 1, 0) : throw Nothing();
        }

        Int128 last = first + ((Int128)(count - 1) * Step);
        if (last < 0 || last >= length)
        {
            long there = Cut().Count;
            string rest = $"{slice.Start}:{(slice.Step is null ? "" : $":{slice.Step}")}";
            throw new ViewException($"{Axis} asks for {count}, where there {(there == 1 ? "is" : "are")} {there}: ask for as many as there are, or write {rest} for all of them");
        }

        return (first, Step, count);
    }

    /// <summary>Both ends inside the axis, and something between them, unless it is the whole of an axis of no elements.</summary>
    /// <exception cref="ViewException">An end lies outside, the ends are swapped, or nothing is selected.</exception>
    public (long Start, long Step, long Count) Inside()
    {
        EnsureInside(slice.Start, "starts", Highest);
        EnsureInside(slice.Stop, "ends", length);
        (long start, long step, long count) = Cut();
        bool isWhole = slice is { Start: null, Stop: null };
        if (count > 0 || isWhole)
        {
            return (start, step, count);
        }

        bool isSwapped = slice is { Start: { } from, Stop: { } to } && (Step > 0 ? FromStart(from) > FromStart(to) : FromStart(from) < FromStart(to));
        throw isSwapped
            ? new ViewException($"{Axis} starts behind its end, so that it selects nothing to change: swap the two")
            : Nothing();
    }

    private void EnsureInside(long? bound, string does, long highest)
    {
        // An axis of no elements has one place, 0, whichever way a slice goes.
        long most = Math.Max(0, highest);
        if (bound is { } given && (given > most || given < -length))
        {
            throw new ViewException($"{Axis} {does} at {given}, which is outside: what is changed is never cut to fit; take a bound from {-length} to {most}, or leave it out");
        }
    }

    private ViewException Nothing() => new($"{Axis} selects nothing to change: select an element at least, or leave the edit out");

    private long FromStart(long index) => index < 0 ? index + length : index;
}
