using System.Collections.Immutable;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>
/// The bytes to be written. All checks are done, so that only the disk can still fail. Made by <see cref="PatchPlanner"/>, carried out by
/// <see cref="PlanWriter"/>, for the same file while it stays locked.
/// </summary>
internal sealed class Plan : IDisposable
{
    private readonly BlobStore store;

    internal Plan(ImmutableArray<PlanStep> steps, BlobStore store, long fileLength, long edits, ImmutableArray<EditDescription> descriptions)
    {
        this.store = store;
        Steps = [.. steps.Where(step => step.ByteLength > 0)];
        FileLength = fileLength;
        Edits = edits;
        Descriptions = descriptions;
        Ranges = Steps.Sum(step => step.RangeCount);
        BytesToWrite = Steps.Sum(step => step.ByteLength);
    }

    /// <summary>Length of the file that the plan was made for.</summary>
    public long FileLength { get; }

    /// <summary>How many edits there are.</summary>
    public long Edits { get; }

    /// <summary>How many separate ranges of bytes are written; ranges that touch are one. Bytes that several steps write count in each.</summary>
    public long Ranges { get; }

    /// <summary>The number of bytes to write, including bytes that are already the same.</summary>
    public long BytesToWrite { get; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Steps.IsEmpty;

    /// <summary>The effect of each edit, if the planner was asked to keep it.</summary>
    public ImmutableArray<EditDescription> Descriptions { get; }

    /// <summary>The note on texts that are filled up with NULs; <see langword="null"/> for nothing.</summary>
    public string? Padding { get; init; }

    /// <summary>Whether it is one computation over a view, all or the parts of it that are not in holes.</summary>
    internal bool IsOneComputation { get; init; }

    /// <summary>
    /// The ranges that are written, for the journal: rows of blocks, in the order of writing, that of offsets within each step. Ranges of
    /// different steps may overlap.
    /// </summary>
    public IEnumerable<StridedRun> ChangedRuns => Steps.SelectMany(step => step.Runs);

    internal ImmutableArray<PlanStep> Steps { get; }

    internal BlobStore Store => store;

    /// <summary>Bytes at one place, old ones verified: what cast and reshape do to a header.</summary>
    /// <exception cref="Errors.ViewException">The place is not inside the file.</exception>
    /// <exception cref="Errors.MismatchException">Other bytes are there.</exception>
    public static Plan OfBytes(IByteTarget target, long offset, ReadOnlySpan<byte> oldBytes, ReadOnlySpan<byte> newBytes, string text)
    {
        using PatchPlanner planner = new(target, new PatchSources(_ => throw new InvalidOperationException("a plan of bytes has no views")), new() { Describe = true });
        planner.AddBytes(offset, newBytes, oldBytes, text);
        return planner.Build();
    }

    /// <summary>How many of the stored bytes differ from the file's; <see langword="null"/> where large edits, which are not compared, are among them.</summary>
    public long? CountDifferences(IByteTarget target) =>
        Steps.All(step => step is StoredStep) ? Steps.Sum(step => ((StoredStep)step).CountDifferences(target)) : null;

    /// <summary>Frees what was stored, a temporary file with it.</summary>
    public void Dispose() => store.Dispose();
}
