using System.Collections.Immutable;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Layouts;

/// <summary>Steps that would fit in the place of one that does not, for the ends of error messages; empty if there is none.</summary>
internal static class LayoutMends
{
    // A longer type is not spelled again.
    private const int LongestType = 60;

    /// <summary>The slice of the first axis that can be cast: <c>; try [:4].cast(&lt;i2)</c>.</summary>
    public static string Cast(Layout layout, ElementType type)
    {
        if (layout.Rank == 0 || layout.Shape[0] == 0)
        {
            return $"; take as many bytes as {type.ItemSize} divides";
        }

        long row = layout.ByteLength / layout.Shape[0];
        long whole = Whole(layout.Shape[0], row, type.ItemSize);
        return whole > 0 ? $"; try [:{whole}].cast({Shortened(type)})" : $"; take as many bytes as {type.ItemSize} divides";
    }

    /// <summary>The slice of the last axis that can be viewed: <c>; try [...,:4].view(&lt;i2)</c>.</summary>
    public static string View(Layout layout, ElementType type)
    {
        long whole = layout.Count == 0 ? 0 : Whole(layout.Shape[^1], layout.ItemSize, type.ItemSize);
        return whole > 0 ? $"; try {(layout.Rank == 1 ? "" : "[...,")}{(layout.Rank == 1 ? "[" : "")}:{whole}].view({Shortened(type)})" : $"; take an axis of as many bytes as {type.ItemSize} divides";
    }

    /// <summary>A shape near to the wanted one that fits, perhaps of a part of the elements.</summary>
    /// <param name="wanted">The shape that does not fit.</param>
    /// <param name="count">The elements there are.</param>
    /// <param name="before">The steps that give them in one dimension; empty where they are.</param>
    public static string Shape(ImmutableArray<long> wanted, long count, string before)
    {
        int open = wanted.IndexOf(-1);
        BigInteger product = BigInteger.One;
        BigInteger rest = BigInteger.One;
        for (int axis = 0; axis < wanted.Length; axis++)
        {
            product *= axis == open ? 1 : wanted[axis];
            rest *= axis == 0 && open < 0 ? 1 : axis == open ? 1 : wanted[axis];
        }

        if (rest.IsZero || rest > count || wanted.IsEmpty)
        {
            return count == 0 ? "" : $"; try .reshape(-1)";
        }

        ImmutableArray<long> rows = open < 0 ? wanted.SetItem(0, -1) : wanted;
        long whole = count - (long)(count % rest);
        return whole == count ? $"; try {before}{Step(rows)}"
            : open < 0 && product < count ? $"; try {before}[:{product}]{Step(wanted)}"
            : $"; try {before}[:{whole}]{Step(rows)}";

        static string Step(ImmutableArray<long> shape) => $".reshape({string.Join(',', shape)})";
    }

    // The most elements of an axis whose bytes are a whole number of items.
    private static long Whole(long length, long bytes, int itemSize)
    {
        if (bytes == 0 || itemSize == 0)
        {
            return 0;
        }

        long step = itemSize / (long)BigInteger.GreatestCommonDivisor(bytes, itemSize);
        return length - (length % step);
    }

    private static string Shortened(ElementType type) => type.ToString() is { Length: <= LongestType } text ? text : "...";
}
