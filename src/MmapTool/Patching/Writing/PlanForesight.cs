using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>Tells what a plan will write, by carrying it out on a file that is not there: the journal keeps evidence of it.</summary>
internal static class PlanForesight
{
    /// <summary>The steps of a plan in file order (<see cref="PlanOrder"/>), as parts of a change.</summary>
    public static IEnumerable<ForeseenPart> Of(Plan plan, IByteTarget target)
    {
        List<PlanStep> steps = [.. plan.Steps];
        for (int index = 0; index < steps.Count; index++)
        {
            PlanStep step = steps[index];

            // Each step finds what the steps before it leave.
            IByteSource before = index == 0 ? target : new EditedBytes(target, steps, index, null);
            yield return new(PlanRanges.Of(step.Runs), foreseen => step.Write(new Rehearsal(target, before, foreseen), _ => { }));
        }
    }

    // Reads as the file does and takes what is written to it, and so no step may read what it has written itself; none does.
    private sealed class Rehearsal(IByteTarget target, IByteSource before, WriteForeseen foreseen) : IByteTarget
    {
        public string Name => target.Name;

        public FileIdentity? Identity => target.Identity;

        public long Length => target.Length;

        public void ReadAt(long offset, Span<byte> buffer) => before.ReadAt(offset, buffer);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => foreseen(offset, bytes);

        public void Allocate(long offset, long length)
        {
            // Nothing is written.
        }

        public void Sync()
        {
            // As above.
        }
    }
}
