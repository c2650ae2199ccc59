using MmapTool.Layouts;

namespace MmapTool.Patching;

internal sealed partial class PatchPlanner
{
    /// <summary>Adds the bytes that follow from the edits so far, checksums for example. They count as no edit of their own.</summary>
    private void AddFollowing()
    {
        if (options.Following is not { } following || (steps.Count == 0 && stored.IsEmpty))
        {
            return;
        }

        // All are worked out before the first is added.
        foreach (FollowingBytes bytes in following(new PlannedFile(this)).ToArray())
        {
            AddBytes(bytes.Offset, bytes.Bytes.Span, [], bytes.Text);
            edits--;
        }
    }

    /// <summary>The file as the edits so far leave it.</summary>
    internal sealed class PlannedFile(PatchPlanner planner)
    {
        public string Name => planner.target.Name;

        public long Length => planner.fileLength;

        public void ReadAt(long offset, Span<byte> buffer) => planner.Now.ReadAt(offset, buffer);

        /// <summary>Whether an edit writes any byte from <paramref name="start"/> up to <paramref name="end"/>, which is not among them.</summary>
        public bool Touches(long start, long end) =>
            planner.stored.Touching(start, end).Any()
            || planner.steps.Any(step => step.Start < end && step.End > start && (step is ComputedStep computed ? computed.Touches(start, end) : Writes(step, start, end)));

        private static bool Writes(PlanStep step, long start, long end)
        {
            foreach (StridedRun run in step.Runs)
            {
                for (long index = 0; index < run.Count; index++)
                {
                    long offset = run.Offset + (index * run.Stride);
                    if (offset < end && offset + run.BlockLength > start)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}

/// <summary>Bytes that follow from the edits of a plan, and that it writes after them.</summary>
/// <param name="Offset">Where they go.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Text">Their name, for a dry run.</param>
internal sealed record FollowingBytes(long Offset, ReadOnlyMemory<byte> Bytes, string Text);
