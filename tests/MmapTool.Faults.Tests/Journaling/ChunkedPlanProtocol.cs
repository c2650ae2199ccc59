using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// Edits that overlap, read each other's results and another file, and copy forward and backward. They are made chunk by chunk, with all they need
/// kept in the journal, and recovered from the journal alone.
/// </summary>
internal sealed class ChunkedPlanProtocol : CrashTests.IProtocol
{
    private const int OtherLength = 2000;
    private static readonly byte[] Other = Bytes();

    private static readonly string[] Edits =
    [
        "u1[0:1200] = @other::u1[300:1500]",
        "u1[100:2100] += 3",
        "u1[5990] = 7",
        "u1[10] = 9",
        "u1[500:3500] = @::u1[1000:4000]",
        "u1[2000:5000] = @::u1[1500:4500]",
        "u1[5997:] = @other::u1[:3]",
        "<u2[::3] ^= 257",
        "u1(60,100)[52:54] = @other::u1[0:100]",
    ];

    private readonly bool keepUndo;
    private readonly bool undo;

    public ChunkedPlanProtocol(bool keepUndo, bool undo)
    {
        (this.keepUndo, this.undo) = (keepUndo, undo);
        byte[] bytes = CrashTests.Old.ToArray();
        Other.AsSpan(300, 1200).CopyTo(bytes);
        for (int index = 100; index < 2100; index++)
        {
            bytes[index] += 3;
        }

        (bytes[5990], bytes[10]) = (7, 9);
        bytes.AsSpan(1000, 3000).CopyTo(bytes.AsSpan(500));
        bytes.AsSpan(1500, 3000).CopyTo(bytes.AsSpan(2000));
        Other.AsSpan(0, 3).CopyTo(bytes.AsSpan(5997));
        for (int index = 0; index < bytes.Length; index += 6)
        {
            bytes[index] ^= 1;
            bytes[index + 1] ^= 1;
        }

        for (int row = 52; row < 54; row++)
        {
            Other.AsSpan(0, 100).CopyTo(bytes.AsSpan(row * 100));
        }

        New = bytes;
    }

    /// <summary>Whether the journal does harm if it comes back after the change.</summary>
    public bool CanUndo => keepUndo;

    public string ChangeName => $"a plan in chunks{(keepUndo ? ", undo kept" : "")}";

    public byte[] New { get; }

    public void Change(SimulatedDisk disk)
    {
        HoleKeepingTarget target = new(disk.Target);
        using MemorySource bytes = MemorySource.Of(CrashTests.Old);
        using MemorySource other = MemorySource.Of(Other.ToArray());
        PatchOptions options = new() { StoredLimit = 50, CastValues = CastValues.Wrap };
        PatchSources sources = new(view => new MemoryView(bytes, view.Resolve(bytes.Length)), (_, view) => new MemoryView(other, view.Resolve(OtherLength)));
        using Plan plan = PatchPlanner.PlanEdits(target, sources, Edits.Select(text => Edit.Parse(text)), options);
        Assert.That(plan.Steps, Has.Length.EqualTo(7), "six large edits, and the small ones together");
        ChunkedPlan change = ChunkedPlan.TryMake(plan, "patch", target)!;
        ChunkedRun.Execute(disk, disk.Target, disk.Identity, change, keepUndo, chunkLength: 1500);
    }

    public void Recover(SimulatedDisk disk)
    {
        JournalReport report = JournalRecovery.Inspect(disk, disk.Target, disk.Identity);
        if (report.State != JournalState.Resumable)
        {
            JournalRecovery.Undo(disk, disk.Target, disk.Identity);
            return;
        }

        ChunkedPlan change = ChunkedPlan.Read(report.Header!, disk, new HoleKeepingTarget(disk.Target));
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

    private static byte[] Bytes()
    {
        byte[] bytes = new byte[OtherLength];
        new Random(5).NextBytes(bytes);
        return bytes;
    }
}
