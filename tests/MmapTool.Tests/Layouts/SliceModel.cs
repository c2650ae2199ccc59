namespace MmapTool.Tests.Layouts;

/// <summary>The places that a slice takes of an axis, or null where it is refused: counted out one by one.</summary>
internal static class SliceModel
{
    /// <summary><c>a:+n</c>: n places from a on, each of them on the axis.</summary>
    public static List<long>? Exactly(long length, long? start, long count, long step, bool changing)
    {
        long first = start is not { } given ? (step > 0 ? 0 : length - 1) : given < 0 ? given + length : given;
        List<long> places = [.. Enumerable.Range(0, (int)count).Select(number => first + (number * step))];
        bool begins = start is null || (first >= 0 && first <= length);
        return !begins || places.Any(place => place < 0 || place >= length) || (changing && places.Count == 0) ? null : places;
    }

    /// <summary><c>a:b</c> of a slice to change: Python's places, if no bound is off the axis and there is a place. An empty axis may be taken whole.</summary>
    public static List<long>? Inside(long length, long? start, long? stop, long step)
    {
        long highestStart = step > 0 ? length : Math.Max(0, length - 1);
        List<long> places = PythonSlice.Indices(length, start, stop, step);
        bool outside = start < -length || start > highestStart || stop < -length || stop > length;
        return outside || (places.Count == 0 && !(start is null && stop is null)) ? null : places;
    }
}
