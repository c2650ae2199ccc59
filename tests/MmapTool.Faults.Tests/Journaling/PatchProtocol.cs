using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>Edits as <c>patch</c> makes them: planned, journaled by the guard, written by the one writer; recovered by putting back.</summary>
internal sealed class PatchProtocol : CrashTests.IProtocol
{
    private static readonly string[] Edits = ["u1[100:1100] ^= 255", "u1[1:2001].cast(<u2)[::3] = 7", "u1[4096:] : @::u1[4096:] -> 9", "u1[50] += 1"];

    public PatchProtocol()
    {
        byte[] bytes = CrashTests.Old.ToArray();
        for (int index = 100; index < 1100; index++)
        {
            bytes[index] ^= 255;
        }

        for (int index = 1; index < 2001; index += 6)
        {
            (bytes[index], bytes[index + 1]) = (7, 0);
        }

        bytes.AsSpan(4096).Fill(9);
        bytes[50]++;
        New = bytes;
    }

    public string ChangeName => "patch";

    public byte[] New { get; }

    public void Change(SimulatedDisk disk) => Change(disk, TimeSpan.MaxValue, CancellationToken.None);

    /// <summary>Makes the change, which may be cancelled.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="takenBackWithin">The longest writing time after which a cancelled change is still taken back.</param>
    /// <param name="cancellation">Cancels it.</param>
    public static void Change(SimulatedDisk disk, TimeSpan takenBackWithin, CancellationToken cancellation)
    {
        HoleKeepingTarget target = new(disk.Target);
        using MemorySource bytes = MemorySource.Of(CrashTests.Old);

        // No edit is stored but the last, so that there are several steps, each with several writes.
        PatchOptions options = new() { StoredLimit = 500, BlockCount = 300 };
        using Plan plan = PatchPlanner.PlanEdits(target, new(view => new MemoryView(bytes, view.Resolve(bytes.Length))), Edits.Select(text => Edit.Parse(text)), options, CancellationToken.None);
        using JournalGuard guard = new(disk, disk.Identity, "patch", JournalGuard.DefaultUndoLimit) { TakenBackWithin = takenBackWithin };
        PlanWriter.Execute(plan, target, new() { Guard = guard }, null, cancellation);
    }

    public void Recover(SimulatedDisk disk) => JournalRecovery.Undo(disk, disk.Target, disk.Identity);

    public override string ToString() => ChangeName;
}

/// <summary>One edit made chunk by chunk, and told again from the journal's text to recover.</summary>
internal sealed class ChunkedEditProtocol : CrashTests.IProtocol
{
    private readonly string edit;
    private readonly bool keepUndo;
    private readonly bool undo;

    public ChunkedEditProtocol(string edit, bool keepUndo, bool undo)
    {
        (this.edit, this.keepUndo, this.undo) = (edit, keepUndo, undo);
        char operation = edit[edit.IndexOf('=', StringComparison.Ordinal) - 1];

        // A product leaves holes as they are.
        Old = operation == '*' ? CrashTests.Sparse : CrashTests.Old;
        byte[] bytes = [.. Old];
        for (int index = 10; index < bytes.Length; index += 3)
        {
            bytes[index] = operation switch
            {
                '^' => (byte)(bytes[index] ^ 0x5a),
                '*' => (byte)(bytes[index] * 3),
                _ => (byte)(bytes[index] + 3),
            };
        }

        New = bytes;
    }

    public byte[] Old { get; }

    public bool CanUndo => keepUndo || edit.Contains('^', StringComparison.Ordinal);

    public string ChangeName => $"{edit}{(keepUndo ? ", undo kept" : "")}";

    public byte[] New { get; }

    public void Change(SimulatedDisk disk)
    {
        HoleKeepingTarget target = new(disk.Target);
        using MemorySource bytes = MemorySource.Of(CrashTests.Old);
        Edit parsed = Edit.Parse(edit);
        PatchOptions options = new() { StoredLimit = 0, CastValues = CastValues.Wrap };
        using Plan plan = PatchPlanner.PlanEdits(target, new(view => new MemoryView(bytes, view.Resolve(bytes.Length))), [parsed], options);
        ChunkedEdit change = ChunkedEdit.TryMake(plan, parsed, CastValues.Wrap, view => view.Resolve(bytes.Length), target, bytes)!;
        ChunkedRun.Execute(disk, disk.Target, disk.Identity, change, keepUndo, chunkLength: 600);
    }

    public void Recover(SimulatedDisk disk)
    {
        JournalReport report = JournalRecovery.Inspect(disk, disk.Target, disk.Identity);
        if (report.State != JournalState.Resumable)
        {
            JournalRecovery.Undo(disk, disk.Target, disk.Identity);
            return;
        }

        using MemorySource bytes = MemorySource.Of(CrashTests.Old);
        ChunkedEdit change = ChunkedEdit.TryRead(report.Header!.Operation, new HoleKeepingTarget(disk.Target), bytes) ?? throw new Errors.ContainerException($"{report.Header.Operation} is not known", 0);
        if (undo)
        {
            ChunkedRun.Undo(disk, disk.Target, report.Header!, change, chunkLength: CrashTests.Recovered(report.Header!));
        }
        else
        {
            ChunkedRun.Finish(disk, disk.Target, report.Header!, change, chunkLength: CrashTests.Recovered(report.Header!));
        }
    }

    public override string ToString() => $"{ChangeName}, {(undo ? "undone" : "finished")}";
}
