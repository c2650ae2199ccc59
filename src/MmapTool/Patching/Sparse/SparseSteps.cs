using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>
/// Leaves out of a plan the zeros that it would write into holes of the file: they are zeros already, and have no old bytes to keep. A copy of
/// another file's hole onto data becomes a hole.
/// </summary>
/// <param name="target">The file, locked where it is to be written.</param>
internal sealed class SparseSteps(IPatchTarget target)
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
        ComputedStep computed when computed.Target.ByteLength >= LayoutHoles.LeastHole && computed.HasRows && computed.KeepsZeros() => SolidParts(computed),
        ComputedStep computed when ZerosOf(computed) is { } zeros => Parts(computed, zeros),
        _ => [step],
    };

    // Zeros stay zeros: the parts of the step outside of holes.
    private List<PlanStep> SolidParts(ComputedStep step)
    {
        for (long least = LayoutHoles.LeastHole; ; least *= 4)
        {
            List<PlanStep> parts = [];
            (long start, long stop) = (0, 0);
            foreach ((long first, long count) in new LayoutHoles(step.Target, target.Length, holes.Next, least).Solid())
            {
                // Whole rows, each once.
                long row = step.RowCount;
                long end = Math.Min(step.Target.Count, (first + count + row - 1) / row * row);
                if (first / row * row > stop)
                {
                    Add();
                    start = first / row * row;
                }

                stop = end;
                if (parts.Count > MostParts)
                {
                    break;
                }
            }

            Add();
            if (parts.Count <= MostParts)
            {
                return parts;
            }

            void Add()
            {
                if (stop > start)
                {
                    parts.Add(stop - start == step.Target.Count ? step : step.Part(start, stop - start));
                }
            }
        }
    }

    // The next range of the target, at or after an offset, that the step makes zeros; null for a step of which that is not known.
    private Func<long, (long Start, long End)>? ZerosOf(ComputedStep step)
    {
        Layout from = step.Operand.Layout;
        if (!step.Target.IsCContiguous || step.Target.ByteLength < LayoutHoles.LeastHole || step.Operation != EditOperator.Set || step.ReadsTarget || step.CanFail || step.Operand.Constants is not null)
        {
            return null;
        }

        // The parts of a copy within the file stand in ascending order, in which none overwrites what another one reads.
        if (!from.IsCContiguous || from.ItemSize != step.Target.ItemSize || !step.IsCopy || step.IsDescending)
        {
            return null;
        }

        // Within the file the steps before may have filled its holes.
        Func<long, (long Start, long End)>? nextHole = step.Operand.Reader switch
        {
            null => holes.Next,
            SourceReader { File: { } file } => file.NextHole,
            _ => null,
        };
        if (nextHole is null)
        {
            return null;
        }

        long distance = step.Target.Offset - from.Offset;
        return offset =>
        {
            (long start, long end) = nextHole(offset - distance);
            return (Math.Min(start + distance, step.End), Math.Min(end + distance, step.End));
        };
    }

    private List<PlanStep> Parts(ComputedStep step, Func<long, (long Start, long End)> zeros)
    {
        for (long least = LayoutHoles.LeastHole; ; least *= 4)
        {
            if (Parts(step, zeros, least) is { } parts)
            {
                return parts;
            }
        }
    }

    // Null where there are too many.
    private List<PlanStep>? Parts(ComputedStep step, Func<long, (long Start, long End)> zeros, long least)
    {
        List<PlanStep> parts = [];
        long item = step.Target.ItemSize;
        long done = step.Start;
        long from = step.Start;
        while (from < step.End)
        {
            (long start, long end) = zeros(from);
            if (start >= step.End)
            {
                break;
            }

            (long holeStart, long holeEnd) = holes.Next(Math.Max(start, from));
            (long first, long last) = (Math.Max(Math.Max(start, from), holeStart), Math.Min(Math.Min(end, step.End), holeEnd));
            from = first < last ? last : end;

            // Whole elements.
            first = step.Start + ((first - step.Start + item - 1) / item * item);
            last = step.Start + ((last - step.Start) / item * item);
            if (last - first >= least)
            {
                Add(parts, step, zeros, done, first);
                done = last;
            }

            if (parts.Count > MostParts)
            {
                return null;
            }
        }

        Add(parts, step, zeros, done, step.End);
        return parts.Count > MostParts ? null : parts;
    }

    // Adds the parts of a range that have to be written: data, and the holes of a source that is copied.
    private static void Add(List<PlanStep> parts, ComputedStep step, Func<long, (long Start, long End)> zeros, long from, long end)
    {
        long item = step.Target.ItemSize;
        long done = from;
        while (step.IsCopy && from < end && parts.Count <= MostParts)
        {
            (long first, long last) = zeros(from);
            from = Math.Min(last, end);
            first = step.Start + ((Math.Max(first, done) - step.Start + item - 1) / item * item);
            last = step.Start + ((from - step.Start) / item * item);
            if (last - first >= LayoutHoles.LeastHole)
            {
                AddPart(done, first, leavesHole: false);
                AddPart(first, last, leavesHole: true);
                done = last;
            }
        }

        AddPart(done, end, leavesHole: false);

        void AddPart(long start, long stop, bool leavesHole)
        {
            if (stop > start)
            {
                parts.Add(start == step.Start && stop == step.End && !leavesHole ? step : step.Part((start - step.Start) / item, (stop - start) / item, leavesHole));
            }
        }
    }
}
