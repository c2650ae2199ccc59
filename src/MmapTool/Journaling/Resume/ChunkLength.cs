using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The length of a chunk of a change. It depends on the memory, because a chunk is held in memory while it is changed.</summary>
internal static class ChunkLength
{
    /// <summary>The usual length, and the longest: long enough that the syncs between chunks cost little.</summary>
    public const int Usual = 64 << 20;

    /// <summary>The length where memory is scarce: with a shorter one, syncing would take nearly all the time.</summary>
    public const int Scarce = 1 << 20;

    // In a control group the page cache of file and journal counts as well.
    private const int ShareOfGroup = 16;
    private const int ShareOfBudget = 4;

    /// <summary>The length for a change that may have so many bytes of memory: a quarter of them.</summary>
    /// <param name="memory">The budget in bytes.</param>
    public static int For(long memory) => (int)Math.Clamp(memory / ShareOfBudget, Scarce, Usual);

    /// <summary>This length, or what the process's control group has memory for; in any case what the change can be made in.</summary>
    internal static int Afforded(int asked, IChunkedChange change)
    {
        long group = (ProcessMemory.ControlGroupLimit() ?? long.MaxValue) / ShareOfGroup;
        int most = (int)Math.Min(asked, Math.Clamp(group, Scarce, Usual));

        // A whole number of elements, and no more than there are; the product of a count and a size that lie in a file is no larger than the file.
        return (int)Math.Max(Math.Min(Math.Max(most, change.LeastChunk) / change.ItemSize, change.Count), 1) * change.ItemSize;
    }
}
