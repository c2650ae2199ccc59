using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>The file as the first edits of a plan would leave it, with nothing written.</summary>
/// <param name="file">The file.</param>
/// <param name="steps">The steps so far.</param>
/// <param name="count">How many of them are looked through.</param>
/// <param name="open">Stored bytes that come after those steps.</param>
internal sealed class EditedBytes(IByteSource file, List<PlanStep> steps, int count, ByteOverlay? open) : IByteSource
{
    public string Name => file.Name;

    public long Length => file.Length;

    public void ReadAt(long offset, Span<byte> buffer)
    {
        // Bytes under a step that covers the whole range are never seen.
        int first = count - 1;
        while (first >= 0 && !steps[first].Covers(offset, buffer.Length))
        {
            first--;
        }

        if (first < 0)
        {
            file.ReadAt(offset, buffer);
        }

        for (int index = Math.Max(0, first); index < count; index++)
        {
            PlanStep step = steps[index];
            if (step.Start < offset + buffer.Length && step.End > offset)
            {
                step.Paint(index == 0 ? file : new EditedBytes(file, steps, index, null), offset, buffer);
            }
        }

        open?.Paint(offset, buffer);
    }
}
