using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>
/// A plan in file order: each step writes upward through a part of the file that no other step writes to. Then any byte, whenever the writing stops,
/// is as it was before or as it is afterwards, and never as it is between two steps.
/// </summary>
internal static class PlanOrder
{
    private const int Piece = 256 << 10;

    /// <summary>Whether the plan is in file order.</summary>
    public static bool Has(Plan plan)
    {
        long end = 0;
        foreach (PlanStep step in plan.Steps.OrderBy(step => step.Start))
        {
            if (step.Start < end || step is ComputedStep { IsDescending: true } || (step is ComputedStep computed && !LayoutOverlap.IsAscending(computed.Target)))
            {
                return false;
            }

            end = step.End;
        }

        return true;
    }

    /// <summary>The same change as steps of stored bytes, which are worked out now, and take memory or temporary space, and holes that are left.</summary>
    public static Plan Arrange(Plan plan, IByteTarget target, CancellationToken cancellation)
    {
        List<PlanStep> steps = [.. plan.Steps];
        List<PlanStep> holes = [.. steps.Where(step => step is ComputedStep { LeavesHole: true } && IsAlone(step, steps)).OrderBy(step => step.Start)];
        EditedBytes after = new(target, steps, steps.Count, null);
        ByteOverlay stored = new(plan.Store);
        byte[] buffer = new byte[Piece];
        foreach ((long offset, long length) in PlanRanges.Of(steps.Except(holes).SelectMany(step => step.Runs)))
        {
            for (long done = 0; done < length;)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(Piece, length - done));
                after.ReadAt(offset + done, piece);
                stored.Put(offset + done, piece);
                done += piece.Length;
            }
        }

        // Each hole parts the bytes before it from those behind it.
        OverlayEntry[] entries = stored.ToSorted();
        List<PlanStep> arranged = [];
        int taken = 0;
        foreach (PlanStep hole in holes)
        {
            int first = taken;
            while (taken < entries.Length && entries[taken].Offset < hole.Start)
            {
                taken++;
            }

            Store(first, taken);
            arranged.Add(hole);
        }

        Store(taken, entries.Length);
        return new([.. arranged], plan.Store, plan.FileLength, plan.Edits, plan.Descriptions);

        void Store(int first, int end)
        {
            if (end > first)
            {
                arranged.Add(new StoredStep(entries[first..end], plan.Store));
            }
        }
    }

    private static bool IsAlone(PlanStep step, List<PlanStep> steps) => steps.TrueForAll(other => other == step || other.End <= step.Start || other.Start >= step.End);
}
