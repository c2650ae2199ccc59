using MmapTool.Formats;
using MmapTool.Patching;

namespace MmapTool.Operations.Changes;

/// <summary>Asks a container's format for the fields that follow from the edits of a plan.</summary>
internal static class DependentEdits
{
    /// <summary>The function that a planner asks at its end; <see langword="null"/> for a format without such fields.</summary>
    public static Func<PatchPlanner.PlannedFile, IEnumerable<FollowingBytes>>? Of(Container container) => container.Format is IDependentFields format
        ? planned => format.After(container, new Changed(planned)).Select(static field => new FollowingBytes(field.Offset, field.Bytes.AsMemory(), field.Text))
        : null;

    private sealed class Changed(PatchPlanner.PlannedFile planned) : IChangedBytes
    {
        public string Name => planned.Name;

        public long Length => planned.Length;

        public void ReadAt(long offset, Span<byte> buffer) => planned.ReadAt(offset, buffer);

        public bool Touches(long start, long end) => planned.Touches(start, end);
    }
}
