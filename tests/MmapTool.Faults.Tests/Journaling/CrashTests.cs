using MmapTool.Journaling;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// A change stopped after every single step, with everything that a disk may have kept or lost by then, and recovered - the recovery
/// itself stopped after every step too: the target is old or new, byte for byte, and new for good once success was reported.
/// </summary>
public class CrashTests
{
    private const int Length = 6000;
    internal static readonly byte[] Old = Bytes(1);

    public interface IProtocol
    {
        string ChangeName { get; }

        byte[] New { get; }

        void Change(SimulatedDisk disk);

        void Recover(SimulatedDisk disk);
    }

    private static IEnumerable<IProtocol> Protocols =>
    [
        new Undo(),
        new Resume(keepUndo: false, undo: false),
        new Resume(keepUndo: false, undo: true),
        new Resume(keepUndo: true, undo: false),
        new Resume(keepUndo: true, undo: true),
        new PatchProtocol(),
        new ChunkedEditProtocol("u1[10::3] ^= 0x5a", keepUndo: false, undo: false),
        new ChunkedEditProtocol("u1[10::3] ^= 0x5a", keepUndo: false, undo: true),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: false, undo: false),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: true, undo: true),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: true, undo: false),
        new ChunkedPlanProtocol(keepUndo: false, undo: false),
        new ChunkedPlanProtocol(keepUndo: true, undo: true),
        new ChunkedPlanProtocol(keepUndo: true, undo: false),
    ];

    [TestCaseSource(nameof(Protocols))]
    public void A_stop_after_every_step_leaves_old_or_new(IProtocol protocol) => Assert.That(Failures(protocol, brokenSync: -1), Is.Empty);

    // Some syncs guard one way of recovering only: the last one of a chunked change keeps it from being undone after all. So the ways to
    // recover from the same change are taken together.
    // A change that can only be finished does no harm when its journal comes back: it is left out.
    private static IEnumerable<IProtocol[]> Changes => Protocols.Where(protocol => protocol is not (ChunkedEditProtocol { CanUndo: false } or ChunkedPlanProtocol { CanUndo: false })).GroupBy(protocol => protocol.ChangeName, (_, ways) => ways.ToArray());

    [TestCaseSource(nameof(Changes))]
    public void Every_sync_that_is_left_out_is_noticed(params IProtocol[] ways)
    {
        SimulatedDisk whole = new(Old);
        ways[0].Change(whole);
        Assert.That(whole.Syncs, Is.GreaterThanOrEqualTo(4));
        for (int sync = 0; sync < whole.Syncs; sync++)
        {
            Assert.That(ways.Any(way => Failures(way, sync).Count > 0), $"sync {sync} of {ways[0].ChangeName} could be left out and nothing would notice");
        }
    }

    [TestCaseSource(nameof(Protocols))]
    public void A_recovery_that_is_stopped_is_recovered_again(IProtocol protocol)
    {
        List<string> failures = [];
        SimulatedDisk whole = new(Old);
        protocol.Change(whole);
        Random random = new(7);
        for (int stop = 0; stop < whole.Steps; stop++)
        {
            SimulatedDisk disk = Run(Old, protocol.Change, stop, -1);
            for (int again = 0; ; again++)
            {
                SimulatedDisk found = disk.AfterPowerOff(random, 0.5);
                SimulatedDisk recovering = new(found.Target.Content.ToArray(), found.Journal?.Content.ToArray()) { PowerOffAfter = again };
                if (Stops(() => protocol.Recover(recovering)))
                {
                    Check(protocol, recovering.AfterPowerOff(random, 0.5), mustBeNew: false, $"stop {stop}, again {again}", failures);
                    continue;
                }

                break;
            }
        }

        Assert.That(failures, Is.Empty);
    }

    private static List<string> Failures(IProtocol protocol, int brokenSync)
    {
        List<string> failures = [];
        SimulatedDisk whole = new(Old) { BrokenSync = brokenSync };
        protocol.Change(whole);
        Random random = new(42);
        for (int stop = 0; stop <= whole.Steps; stop++)
        {
            SimulatedDisk disk = Run(Old, protocol.Change, stop, brokenSync);
            foreach (double kept in (double[])[0, 1, .. Enumerable.Repeat(0.5, 12), .. Enumerable.Repeat(0.9, 4), .. Enumerable.Repeat(0.1, 4)])
            {
                Check(protocol, disk.AfterPowerOff(random, kept), stop == whole.Steps, $"stop {stop} of {whole.Steps}, kept {kept}", failures);
                if (brokenSync >= 0 && failures.Count > 0)
                {
                    return failures;
                }
            }
        }

        return failures;
    }

    private static void Check(IProtocol protocol, SimulatedDisk found, bool mustBeNew, string where, List<string> failures)
    {
        try
        {
            protocol.Recover(found);
        }
        catch (Errors.MmapToolException e)
        {
            failures.Add($"{where}: {e.Message}");
            return;
        }

        bool isOld = found.Target.Content.SequenceEqual(Old);
        bool isNew = found.Target.Content.SequenceEqual(protocol.New);
        if (!(isNew || (isOld && !mustBeNew)))
        {
            failures.Add($"{where}: the target is {(isOld ? "old, although success was reported" : "neither old nor new")}");
        }
        else if (found.Exists)
        {
            failures.Add($"{where}: the journal is still there");
        }
    }

    private static SimulatedDisk Run(byte[] target, Action<SimulatedDisk> change, int stop, int brokenSync)
    {
        SimulatedDisk disk = new(target) { PowerOffAfter = stop, BrokenSync = brokenSync };
        Stops(() => change(disk));
        return disk;
    }

    private static bool Stops(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (PowerOffException)
        {
            return true;
        }
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Three ranges changed in undo mode.</summary>
    private sealed class Undo : IProtocol
    {
        private static readonly (long Offset, long Length)[] Ranges = [(3, 100), (700, 1500), (5000, 1000)];

        public Undo()
        {
            New = Old.ToArray();
            foreach ((long offset, long length) in Ranges)
            {
                Bytes(9).AsSpan((int)offset, (int)length).CopyTo(New.AsSpan((int)offset));
            }
        }

        public string ChangeName => "undo mode";

        public byte[] New { get; }

        public void Change(SimulatedDisk disk)
        {
            using UndoJournal journal = UndoJournal.Begin(disk, disk.Target, disk.Identity, "test", Ranges);
            foreach ((long offset, long length) in Ranges)
            {
                disk.Target.WriteAt(offset, New.AsSpan((int)offset, (int)length));
            }

            disk.Target.Sync();
            journal.Commit();
        }

        public void Recover(SimulatedDisk disk) => Recovery.Undo(disk, disk.Target, disk.Identity);

        public override string ToString() => ChangeName;
    }

    /// <summary>Every byte inverted, in chunks.</summary>
    private sealed class Resume(bool keepUndo, bool undo) : IProtocol, IChunkedChange
    {
        public string ChangeName => keepUndo ? "resume mode, undo kept" : "resume mode";

        public byte[] New { get; } = [.. Old.Select(value => (byte)~value)];

        public string Operation => "invert";

        public long Count => Length / ItemSize;

        public int ItemSize => 4;

        public bool IsItsOwnInverse => true;

        public void Change(SimulatedDisk disk) => ChunkedRun.Execute(disk, disk.Target, disk.Identity, this, keepUndo, chunkLength: 1500);

        public void Recover(SimulatedDisk disk)
        {
            JournalReport report = Recovery.Inspect(disk, disk.Target, disk.Identity);
            if (report.State != JournalState.Resumable)
            {
                Recovery.Undo(disk, disk.Target, disk.Identity);
            }
            else if (undo)
            {
                ChunkedRun.Undo(disk, disk.Target, report.Header!, this);
            }
            else
            {
                ChunkedRun.Finish(disk, disk.Target, report.Header!, this);
            }
        }

        public void Read(IStableFile target, long first, Span<byte> elements) => target.ReadAt(first * ItemSize, elements);

        public void Write(IStableFile target, long first, ReadOnlySpan<byte> elements) => target.WriteAt(first * ItemSize, elements);

        public void Transform(long first, Span<byte> elements)
        {
            foreach (ref byte value in elements)
            {
                value = (byte)~value;
            }
        }

        public override string ToString() => $"{ChangeName}, {(undo ? "undone" : "finished")}";
    }
}
