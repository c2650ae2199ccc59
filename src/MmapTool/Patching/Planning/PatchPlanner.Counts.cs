using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Values;

namespace MmapTool.Patching;

internal sealed partial class PatchPlanner
{
    // [a:+] with the count that its value gives: as many elements, or rows where the view has more axes, as the value has.
    private ViewExpression WithCount(Edit edit)
    {
        if (!edit.Target.AwaitsCount)
        {
            return edit.Target;
        }

        long? start = ((IndexStep)edit.Target.Steps[^1]).Indices[0].Start;
        ViewExpression before = edit.Target with { Steps = edit.Target.Steps.RemoveAt(edit.Target.Steps.Length - 1) };
        Layout layout = sources.View(before).Layout;
        if (layout.Rank == 0)
        {
            throw new ViewException("a view of one element has no axis for [a:+]");
        }

        long row = layout.ElementType.StoredType.ItemSize;
        foreach (long dimension in layout.Shape.RemoveAt(0))
        {
            row *= dimension;
        }

        long count = edit.Value switch
        {
            JsonEditValue json => Rows(JsonArrayEncoder.ShapeOf(json.Json, layout.ElementType), layout),
            HexEditValue hex => Whole(hex.Bytes.Length, row, layout),
            ViewEditValue view => Rows(ViewOf(view).Layout.Shape, layout),
            FileEditValue file when Whole(file) is var (view, isPlain) => isPlain ? Whole(view.Layout.ByteLength, row, layout) : Rows(view.Layout.Shape, layout),
            _ => Whole(TakeInput(), row, layout),
        };
        return before with { Steps = before.Steps.Add(new IndexStep([ViewIndex.From(start, count)])) };
    }

    // A value with as many axes as the view gives its first; one with fewer is one row, broadcast.
    private static long Rows(ImmutableArray<long> shape, Layout layout) => shape.Length >= layout.Rank ? shape[0] : 1;

    private static long Whole(long bytes, long row, Layout layout)
    {
        (long count, long rest) = row == 0 ? (0, bytes) : Math.DivRem(bytes, row);
        return rest == 0
            ? count
            : throw new ValueException($"{Plural.Of(bytes, "byte")} are no whole number of {(layout.Rank == 1 ? $"{layout.ElementType.StoredType} elements" : "rows")} of {row}");
    }
}
