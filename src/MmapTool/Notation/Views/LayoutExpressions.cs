using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>Writes expressions that should give a layout, the plainest first.</summary>
internal static class LayoutExpressions
{
    private static readonly ElementType Byte = ElementType.UInt8;

    /// <summary>The candidates; whether one does give the layout is for the caller to see.</summary>
    public static IEnumerable<ViewExpression> Candidates(Layout layout, long fileLength)
    {
        ElementType type = layout.ElementType;
        long size = layout.ItemSize;
        if (size == 0 || layout.End > fileLength)
        {
            yield break;
        }

        bool aligned = layout.Offset % size == 0 && fileLength % size == 0;
        if (layout.Offset == 0 && layout.ByteLength == fileLength)
        {
            yield return new(new TypeStart(type, layout.Rank == 1 ? null : layout.Shape), []);
        }

        if (layout.Count == 0)
        {
            foreach (ViewExpression empty in Empty(layout))
            {
                yield return empty;
            }

            yield break;
        }

        if (aligned && layout.Rank == 0)
        {
            yield return new(new TypeStart(type, null), [new IndexStep([ViewIndex.At(layout.Offset / size)])]);
        }

        if (aligned && layout.Rank == 1 && layout.Strides[0] % size == 0 && layout.Strides[0] != 0)
        {
            long first = layout.Offset / size;
            long step = layout.Strides[0] / size;
            yield return new(new TypeStart(type, null), [new IndexStep(
                [step == 1 ? ViewIndex.Slice(first, first + layout.Shape[0]) : ViewIndex.From(first, layout.Shape[0], step)])]);
        }

        if (layout.IsCContiguous)
        {
            yield return new(
                new TypeStart(Byte, null),
                [new IndexStep([ViewIndex.From(layout.Offset, layout.ByteLength)]), new CastStep(type, layout.Rank == 1 ? null : layout.Shape)]);
        }

        foreach (long unit in size == 1 ? (long[])[1] : [size, 1])
        {
            if (StridedExpression.TryWrite(layout, fileLength, unit) is { } strided)
            {
                yield return strided;
            }
        }
    }

    // Slices without elements start at 0, so that only a field keeps its place: a sub-array of no elements in a record of one byte.
    private static IEnumerable<ViewExpression> Empty(Layout layout)
    {
        long from = Math.Max(0, layout.Offset - 1);
        ElementType? record = null;
        try
        {
            // 0 or 1, by what from is.
            record = ElementType.Record([new("x", layout.ElementType, (int)(layout.Offset - from), layout.Shape)], 1);
        }
        catch (ViewException)
        {
            // The other dimensions multiply past 64 bits: no field can have them.
        }

        if (record is not null)
        {
            yield return new(
                new TypeStart(Byte, null),
                [new IndexStep([ViewIndex.From(from, 1)]), new CastStep(record, []), new FieldStep("x")]);
        }
    }
}
