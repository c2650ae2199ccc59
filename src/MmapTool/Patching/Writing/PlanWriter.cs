using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>How a plan is carried out.</summary>
internal sealed record WriteOptions
{
    /// <summary>Whether what was written is made durable.</summary>
    public bool Sync { get; init; } = true;

    /// <summary>The most threads that write a large edit; 0 for one a processor. With more than 1 the target is read and written by all of them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where the undo of the change is kept for later; <see langword="null"/> for nowhere.</summary>
    public IUndoKeeper? SavedUndo { get; init; }

    /// <summary>The journal; <see langword="null"/> for none.</summary>
    public IChangeGuard? Guard { get; init; }
}

/// <summary>The summary of a plan that was carried out.</summary>
/// <param name="Edits">Edits carried out.</param>
/// <param name="Ranges">Separate ranges of bytes written.</param>
/// <param name="BytesWritten">Bytes written, including bytes that were the same before.</param>
/// <param name="Synced">Whether they are durable.</param>
internal sealed record WriteSummary(long Edits, long Ranges, long BytesWritten, bool Synced);

/// <summary>
/// The one place that changes files: length checked, guard begun, space allocated, bytes written in order, one sync, guard committed.
/// </summary>
/// <remarks>
/// The file is open, locked, and the one that the plan was made for. A cancellation is heeded until the first byte is written. With a guard, which takes back
/// what was changed, it is heeded between any two writes too. Without one only finishing keeps the file whole.
/// </remarks>
internal static class PlanWriter
{
    // Holes closer than this are allocated together: a system call costs more than a block, and file systems allocate 4 KiB at the least.
    private const long AllocationGap = 64 * 1024;

    /// <summary>Carries out a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The file.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of bytes kept by the guard and written so far, of <see cref="Plan.BytesToWrite"/> and the guard's.</param>
    /// <param name="cancellation">Heeded until the first byte is written, and with a guard until the last.</param>
    /// <exception cref="MappedFileException">The file has changed since, or can't be allocated, written or synced.</exception>
    public static WriteSummary Execute(
        Plan plan, IByteTarget target, WriteOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new();
        cancellation.ThrowIfCancellationRequested();
        long length = target.Length;
        if (length != plan.FileLength)
        {
            throw new MappedFileException(target.Name, $"has {Plural.Of(length, "byte")} now and had {plan.FileLength} when the change was planned; nothing was written, run the command again");
        }

        if (plan.IsEmpty)
        {
            options.SavedUndo?.Complete(plan, target, options.Sync);
            return new(plan.Edits, 0, 0, false);
        }

        PacedTarget written = new(target, options.Sync);
        try
        {
            RunningSum sum = new(progress);
            options.SavedUndo?.Keep(plan, target, cancellation);
            Plan carried = options.Guard is null || PlanOrder.Has(plan) ? plan : PlanOrder.Arrange(plan, target, cancellation);
            options.Guard?.Begin(carried, target, sum, cancellation);
            foreach (PlanStep step in carried.Steps)
            {
                Allocate(step, target, cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            Write(carried, written, sum, options.Threads, options.Guard is null ? CancellationToken.None : cancellation);
            if (options.Sync)
            {
                target.Sync();
            }

            options.SavedUndo?.Complete(plan, target, options.Sync);
            options.Guard?.Commit();
            target.KeepSpace();
        }
        catch (Exception error) when (error is not MappedFileException { IsDone: true })
        {
            options.Guard?.Abandon(written.Written, error as OperationCanceledException);
            options.SavedUndo?.Withdraw();
            if (options.Guard is not null || written.Written.Start == written.Written.End)
            {
                // All its bytes are as they were, and so is its place on the disk.
                target.GiveSpaceBack();
            }

            throw;
        }

        return new(plan.Edits, plan.Ranges, plan.BytesToWrite, options.Sync);
    }

    private static void Write(Plan plan, IByteTarget target, RunningSum sum, int threads, CancellationToken cancellation)
    {
        foreach (PlanStep step in plan.Steps)
        {
            step.Write(target, bytes =>
            {
                sum.Add(bytes);
                cancellation.ThrowIfCancellationRequested();
            }, threads);
        }
    }

    /// <summary>Takes the disk space that a step needs.</summary>
    internal static void Allocate(PlanStep step, IByteTarget target, CancellationToken cancellation)
    {
        if (step is ComputedStep { LeavesHole: true })
        {
            return;
        }

        long start = -1;
        long end = -1;
        foreach (StridedRun run in step.Runs)
        {
            cancellation.ThrowIfCancellationRequested();
            long reach = (run.Count - 1) * run.Stride;
            if (Math.Abs(run.Stride) - run.BlockLength <= AllocationGap)
            {
                Add(run.Offset + Math.Min(0, reach), run.Offset + Math.Max(0, reach) + run.BlockLength);
                continue;
            }

            for (long index = 0; index < run.Count; index++)
            {
                long offset = run.Offset + (index * run.Stride);
                Add(offset, offset + run.BlockLength);
            }
        }

        if (end > start)
        {
            target.Allocate(start, end - start);
        }

        void Add(long from, long to)
        {
            if (start >= 0 && from >= start && from <= end + AllocationGap)
            {
                end = Math.Max(end, to);
                return;
            }

            if (end > start)
            {
                target.Allocate(start, end - start);
            }

            (start, end) = (from, to);
        }
    }

    // The bytes that the guard has kept, and those that were written after it.
    private sealed class RunningSum(IProgress<long>? progress) : IProgress<long>
    {
        private long sum;

        public void Report(long value) => progress?.Report(sum = value);

        public void Add(long bytes) => progress?.Report(sum += bytes);
    }
}
