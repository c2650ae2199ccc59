using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Text;
using MmapTool.Values;

namespace MmapTool.Patching;

internal sealed partial class PatchPlanner
{
    // Descriptions show the values of edits up to this size.
    private const int DescribedBytes = 256;

    // Whether axes surely or possibly repeat bytes: an axis shorter than what lies inside it.
    private static bool HasRepeats(Layout layout) => !layout.IsCContiguous && !LayoutOverlap.IsAscending(AddressOrder.Of(layout).Apply(layout));

    private static string Name(Edit edit)
    {
        string text = edit.Text.Length <= 60 ? edit.Text : edit.Text[..57] + "...";
        return edit.Line > 0 ? $"line {edit.Line}: {text}: " : $"{text}: ";
    }

    // A step is worked out in blocks of whole elements; elements of many bytes, which are only copied or combined bit by bit, become bytes.
    // Bytes for records are all of their bytes; values for records are those of the fields, and what lies between them stays.
    private static (Layout Target, Operand Operand) Bytewise(Layout layout, Operand operand)
    {
        const int Many = 4096;
        if (operand.AreBytes && FieldBytes.Of(layout.ElementType) is not null)
        {
            (layout, operand) = (layout.AsOpaque(), operand with { Layout = operand.Layout.AsOpaque() });
        }

        return FieldBytes.Of(layout.ElementType) is not null || layout.ItemSize <= Many || layout.Rank == Layout.MaximumRank || !ElementConversion.IsBytewise(operand.Layout.ElementType, layout.ElementType)
            ? (layout, operand)
            : (layout.AsBytes(), operand with { Layout = operand.Layout.AsBytes() });
    }

    // The direction in which blocks can be copied within the file so that none is overwritten before it is read; none may serve.
    private static bool? Direction(Layout target, Layout source)
    {
        if (!LayoutOverlap.MayOverlap(target, source))
        {
            return false;
        }

        return LayoutOverlap.RunsParallel(target, source) && LayoutOverlap.IsAscending(target) ? source.Offset < target.Offset : null;
    }

    private static string? Values(Layout layout, ReadOnlySpan<byte> elements) =>
        elements.Length == layout.ByteLength && layout.ByteLength <= DescribedBytes
            ? ElementJson.Format(layout, elements.ToArray())
            : null;

    private bool IsSmall(Layout layout)
    {
        if (layout.ByteLength > options.StoredLimit)
        {
            return false;
        }

        if (layout.IsCContiguous)
        {
            return true;
        }

        long ranges = 0;
        foreach (StridedRun run in layout.Runs())
        {
            ranges += run.Count;
            if (ranges > options.StoredRanges)
            {
                return false;
            }
        }

        return true;
    }

    // Whether stored bytes would be read or overwritten too early by a step that is carried out before them.
    private bool TouchesStored(ComputedStep step)
    {
        if (stored.IsEmpty)
        {
            return false;
        }

        const int Many = 10_000;
        int looked = 0;
        foreach (OverlayEntry entry in stored.Touching(step.Start, step.End))
        {
            if (++looked > Many || step.Touches(entry.Offset, entry.End))
            {
                return true;
            }
        }

        if (step.Operand.Reader is not null)
        {
            return false;
        }

        LayoutWindow source = new(step.Operand.Layout);
        foreach (OverlayEntry entry in stored.Touching(step.Operand.Layout.Start, step.Operand.Layout.End))
        {
            if (++looked > Many || source.Touches(entry.Offset, entry.End))
            {
                return true;
            }
        }

        return false;
    }

    // How many steps one has to go back to tell a byte of this one. It is 0 where the step does not read the file, and 1 where it reads bytes that no step
    // changes.
    private int Depth(EditOperator operation, Layout layout, Operand operand)
    {
        bool readsTarget = operation is not (EditOperator.Set or EditOperator.Verify) || layout.ElementType.Kind == ElementKind.Bits || FieldBytes.Of(layout.ElementType) is not null;
        int depth = readsTarget || operand.Reader is null ? 1 : 0;
        foreach (PlanStep before in steps)
        {
            if ((operand.Reader is null && Meets(before, operand.Layout)) || (readsTarget && Meets(before, layout)))
            {
                depth = Math.Max(depth, before.Depth + 1);
            }
        }

        return depth;

        static bool Meets(PlanStep step, Layout layout) => step.Start < layout.End && step.End > layout.Start;
    }

    private void Describe(Edit edit, Layout layout, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (options.Describe)
        {
            descriptions.Add(new(edit.Text, edit.Line, layout.ElementType, layout.Shape, layout.Offset, layout.ByteLength, Values(layout, before), Values(layout, after)));
        }
    }
}
