using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// A walk over elements of a view, laid so that the reduced axis stands between the axes of the groups and those of the columns. It has groups of
/// <see cref="Length"/> rows of <see cref="Width"/> elements. Every column of a group comes to one element of the result.
/// </summary>
/// <param name="Layout">Its elements, axes in that order.</param>
/// <param name="Length">The length of the reduced axis.</param>
/// <param name="Width">Columns of a group.</param>
/// <param name="Groups">The axes of the groups: lengths, and how far a step takes one in the result.</param>
/// <param name="Origin">The first element's place in the result.</param>
/// <param name="ColumnAxes">The axes of the columns, in the same terms.</param>
internal sealed record AxisPass(
    Layout Layout, long Length, int Width, ImmutableArray<(long Length, long Step)> Groups, long Origin, ImmutableArray<(long Length, long Step)> ColumnAxes)
{
    // Bytes of a row: two pages and a line. A tile of columns is read in pieces of whole pages, but for the line, so that rows do not fall on one another in
    // the cache.
    public const int WidthBytes = 8192 + 64;

    // The most columns: the moments of a column are many times as large as a small element of it.
    private const int WidestColumns = 2048;

    // With fewer elements than this in a row, the start of each row costs more than its sum. Then columns are gathered, in whatever order they lie.
    private const int ShortRow = 32;

    /// <summary>The place of each column in the result, from the place of its group.</summary>
    public ImmutableArray<long> Columns { get; } = Places(ColumnAxes);

    /// <summary>Whether each column follows the one before it in the result.</summary>
    public bool IsConsecutive { get; } = StepAsOne(ColumnAxes, 1);

    /// <summary>Whether, besides, each group follows the one before it.</summary>
    public bool AreGroupsConsecutive { get; } = StepAsOne(ColumnAxes, 1) && StepAsOne(Groups, Width);

    /// <summary>The place of a group in the result.</summary>
    public long PlaceOf(long group)
    {
        long place = Origin;
        for (int axis = Groups.Length - 1; axis >= 0; axis--)
        {
            (group, long index) = Math.DivRem(group, Groups[axis].Length);
            place += index * Groups[axis].Step;
        }

        return place;
    }

    /// <summary>The passes that together reduce an axis. They depend on the layout alone.</summary>
    /// <param name="layout">A layout that has elements.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="widthBytes">The most bytes of a row.</param>
    public static IEnumerable<AxisPass> Of(Layout layout, int axis, int widthBytes = WidthBytes)
    {
        List<Kept> groups = KeptAxes(layout, axis);
        List<Kept> columns = [];
        (long length, long stride) = (layout.Shape[axis], layout.Distance(axis));
        long width = 1;
        long widest = Math.Min(WidestColumns, Math.Max(1, widthBytes / layout.ItemSize));
        while (groups.Count > 0 && (Math.Abs(groups[^1].Stride) < stride || (columns.Count == 0 && length < ShortRow)))
        {
            Kept last = groups[^1];
            long part = widest / width;
            if (last.Length > part)
            {
                if (part > 1)
                {
                    // Parts of about the same width, and what is left over in a pass of its own.
                    part = last.Length / ((last.Length + part - 1) / part);
                    long parts = last.Length / part;
                    long rest = last.Length - (parts * part);
                    groups[^1] = new(parts, last.Stride * part, last.Step * part);
                    yield return Make(groups, [last with { Length = part }, .. columns], 0, 0);
                    if (rest > 0)
                    {
                        groups.RemoveAt(groups.Count - 1);
                        yield return Make(groups, [last with { Length = rest }, .. columns], parts * part * last.Stride, parts * part * last.Step);
                    }

                    yield break;
                }

                break;
            }

            columns.Insert(0, last);
            groups.RemoveAt(groups.Count - 1);
            width *= last.Length;
        }

        yield return Make(groups, columns, 0, 0);

        AxisPass Make(List<Kept> outer, List<Kept> inner, long offset, long origin)
        {
            Layout laid = Layout.Create(
                layout.ElementType,
                layout.Offset + offset,
                [.. outer.Select(kept => kept.Length), length, .. inner.Select(kept => kept.Length)],
                [.. outer.Select(kept => kept.Stride), layout.Strides[axis], .. inner.Select(kept => kept.Stride)]);
            int columns = (int)inner.Aggregate(1L, (product, kept) => product * kept.Length);
            return new(laid, length, columns, [.. outer.Select(kept => (kept.Length, kept.Step))], origin, [.. inner.Select(kept => (kept.Length, kept.Step))]);
        }
    }

    // All places of axes, the last axis fastest.
    private static ImmutableArray<long> Places(ImmutableArray<(long Length, long Step)> axes)
    {
        IEnumerable<long> places = axes.Aggregate(
            (IEnumerable<long>)[0],
            (all, axis) => all.SelectMany(place => Enumerable.Range(0, (int)axis.Length).Select(index => place + (index * axis.Step))));
        return [.. places];
    }

    // Whether all places of axes are 0, step, 2 x step and so on: every axis must take up where those inside it end. Places at the ends do not tell.
    private static bool StepAsOne(ImmutableArray<(long Length, long Step)> axes, long step)
    {
        for (int axis = axes.Length - 1; axis >= 0; axis--)
        {
            if (axes[axis].Length > 1 && axes[axis].Step != step)
            {
                return false;
            }

            step *= axes[axis].Length;
        }

        return true;
    }

    // Farthest apart in memory first; neighbours that step as one both in memory and in the result become one.
    private static List<Kept> KeptAxes(Layout layout, int axis)
    {
        List<Kept> axes = [];
        long step = 1;
        for (int other = layout.Rank - 1; other >= 0; other--)
        {
            if (other != axis)
            {
                axes.Insert(0, new(layout.Shape[other], layout.Strides[other], step));
                step *= layout.Shape[other];
            }
        }

        List<Kept> merged = [];
        foreach (Kept kept in axes.Where(kept => kept.Length > 1).OrderByDescending(kept => Math.Abs(kept.Stride)))
        {
            if (merged.Count > 0 && merged[^1].Stride == (Int128)kept.Length * kept.Stride && merged[^1].Step == kept.Length * kept.Step)
            {
                merged[^1] = kept with { Length = kept.Length * merged[^1].Length };
            }
            else
            {
                merged.Add(kept);
            }
        }

        return merged;
    }

    private readonly record struct Kept(long Length, long Stride, long Step);
}
