using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;

namespace MmapTool.Patching;

/// <summary>
/// Leaves out of a plan the zeros that it would write into holes of the file: they are zeros already, and have no old bytes to keep. A copy of
/// another file's hole onto data becomes a hole.
/// </summary>
/// <param name="target">The file, locked where it is to be written.</param>
internal sealed class SparseSteps(IByteTarget target)
{
    // Parts of one step. Where there would be more, only longer holes count.
    private const int MostParts = 4096;

    private readonly UntouchedHoles holes = new(target);

    /// <summary>The steps that are left, in order.</summary>
    /// <param name="steps">All steps of a plan, in order.</param>
    public IEnumerable<PlanStep> Of(IReadOnlyList<PlanStep> steps)
    {
        foreach (PlanStep step in steps.Where(step => step.ByteLength > 0))
        {
            // Parts of one step find what the steps before leave, and not each other.
            List<PlanStep> left = Left(step);
            foreach (PlanStep part in left)
            {
                Touch(part);
            }

            foreach (PlanStep part in left)
            {
                yield return part;
            }
        }
    }

    /// <summary>The holes that these steps leave.</summary>
    /// <param name="steps">All steps of a plan so far, in order.</param>
    public UntouchedHoles After(IReadOnlyList<PlanStep> steps)
    {
        foreach (PlanStep _ in Of(steps))
        {
            // Noted as it goes.
        }

        return holes;
    }

    private void Touch(PlanStep step)
    {
        if (step is not StoredStep)
        {
            holes.Touch(step.Start, step.End);
            return;
        }

        // Its ranges may lie far apart.
        foreach (StridedRun run in step.Runs)
        {
            long reach = (run.Count - 1) * run.Stride;
            holes.Touch(run.Offset + Math.Min(0, reach), run.Offset + Math.Max(0, reach) + run.BlockLength);
        }
    }

    private List<PlanStep> Left(PlanStep step) => step switch
    {
        StoredStep stored when !holes.IsTouched(step.Start, step.End) => stored.WithoutZerosIn(target) is { } left ? [left] : [],
        ComputedStep computed => Parts(computed),
        _ => [step],
    };

    private List<PlanStep> Parts(ComputedStep step)
    {
        for (long least = LayoutHoles.LeastHole; ; least *= 4)
        {
            if (Parts(step, least) is { } parts)
            {
                return parts;
            }
        }
    }

    // Null where there are too many.
    private List<PlanStep>? Parts(ComputedStep step, long least)
    {
        StepHoles? staying = StepHoles.Of(step, target.Length, holes.Next, least);
        LayoutHoles? left = LeftHoles(step);
        if (staying is null && left is null)
        {
            return [step];
        }

        // In the order in which none overwrites what another one reads.
        List<PlanStep> parts = [];
        foreach ((long first, long count) in staying?.Solid() ?? [(0, step.Target.Count)])
        {
            foreach ((long from, long length, bool isHole) in left is null ? [(first, count, false)] : Cut(left, first, count, Math.Max(1, least / step.Target.ItemSize)))
            {
                parts.AddRange(step.Parts(from, length, isHole));
                if (parts.Count > MostParts && least < step.Target.ByteLength)
                {
                    return null;
                }
            }
        }

        if (step.IsDescending)
        {
            parts.Reverse();
        }

        return parts;
    }

    // The holes of a right side that make holes of what they are written to; null where none does. Within the file the steps before may have filled some.
    private LayoutHoles? LeftHoles(ComputedStep step)
    {
        Layout from = step.Operand.Layout;
        if (!step.Target.IsCContiguous || step.Target.ByteLength < LayoutHoles.LeastHole || step.Operation != EditOperator.Set || step.ReadsTarget || from.ItemSize == 0)
        {
            return null;
        }

        MappedFile? file = step.Operand.Reader as MappedFile;
        if (file is null && step.Operand.Reader is not null)
        {
            return null;
        }

        (long length, Func<long, (long Start, long End)> nextHole) = file is null ? (target.Length, holes.Next) : (file.Length, (Func<long, (long, long)>)file.NextHole);
        return StepHoles.HasHole(from, length, nextHole) && step.ZeroByZero() is { } element && !element.AsSpan().ContainsAnyExcept((byte)0)
            ? new(from, length, nextHole)
            : null;
    }

    // A run of elements in those that become a hole and others.
    private static IEnumerable<(long First, long Count, bool IsHole)> Cut(LayoutHoles left, long first, long count, long least)
    {
        long end = first + count;
        long done = first;
        while (first < end)
        {
            long inHole = Math.Min(left.From(first), end - first);
            if (inHole >= least)
            {
                if (first > done)
                {
                    yield return (done, first - done, false);
                }

                yield return (first, inHole, true);
                done = first += inHole;
            }
            else
            {
                first = left.EndOfSolid(first + Math.Max(0, inHole - 1));
            }
        }

        if (end > done)
        {
            yield return (done, end - done, false);
        }
    }
}
