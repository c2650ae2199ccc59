using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Text;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Patching;

/// <content>The comparison of the OLD of an edit with the elements that are there.</content>
internal sealed partial class PatchPlanner
{
    private void Verify(Layout layout, Operand operand, bool small)
    {
        (layout, operand) = Bytewise(layout, operand);
        AddressOrder order = small ? AddressOrder.Unchanged(layout) : AddressOrder.Of(layout);
        ComputedStep expected = new(EditOperator.Set, layout, operand, CastValues.Exact, order, options.BlockCount) { TakesModes = false };
        EditedBytes now = Now;
        int item = layout.ItemSize;
        byte[] there = new byte[Math.Min(expected.BlockCount, layout.Count) * item];
        foreach ((long First, long Count) run in RunsToWalk(expected, one => ElementEquality.FirstDifference(layout.ElementType, new byte[item], one) < 0))
        {
            expected.ForEachBlock(now, run, Compare);
        }

        void Compare(long first, byte[] elements, int length)
        {
            Cancellation.ThrowIfCancellationRequested();
            LayoutTransfer.Gather(now, expected.Target, first, length / item, there.AsSpan(0, length));
            int element = ElementEquality.FirstDifference(layout.ElementType, there.AsSpan(0, length), elements.AsSpan(0, length));
            if (element >= 0)
            {
                string place = layout.Rank == 0 ? "the value" : $"element {order.Index(first + element)}";
                throw new MismatchException($"{place} is {Text(there)}, not {Text(elements)}; nothing was written");

                string Text(byte[] block)
                {
                    string text = ElementJson.Format(Layout.Contiguous(layout.ElementType, []), block.AsSpan(element * item, item).ToArray());
                    return text.Length <= 80 ? text : text[..77] + "...";
                }
            }
        }
    }

    // All elements, or those outside of holes that no earlier edit has touched, where zeros pass; where it is not given, those that may not stay as they are.
    private IEnumerable<(long First, long Count)> RunsToWalk(ComputedStep step, Func<byte[], bool>? zerosPass)
    {
        if (zerosPass is not null && step.Target.ByteLength < LongWalk)
        {
            return [(0, step.Target.Count)];
        }

        List<PlanStep> before = stored.IsEmpty ? steps : [.. steps, new StoredStep(stored.ToSorted(), store)];
        UntouchedHoles holes = new SparseSteps(target).After(before);
        return StepHoles.Of(step, target.Length, holes.Next, stays: zerosPass)?.Solid() ?? [(0, step.Target.Count)];
    }
}
