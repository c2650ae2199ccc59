using MmapTool.Layouts;

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

    /// <summary>The same change as one step of stored bytes, which are worked out now, and take memory or temporary space.</summary>
    public static Plan Arrange(Plan plan, IPatchTarget target, CancellationToken cancellation)
    {
        List<PlanStep> steps = [.. plan.Steps];
        EditedBytes after = new(target, steps, steps.Count, null);
        ByteOverlay stored = new(plan.Store);
        byte[] buffer = new byte[Piece];
        foreach ((long offset, long length) in PlanRanges.Of(plan))
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

        return new([new StoredStep(stored.ToSorted(), plan.Store)], plan.Store, plan.FileLength, plan.Edits, plan.Descriptions);
    }
}
