using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// A change stopped after every single step, with everything that a disk may have kept or lost by then, and recovered. The recovery
/// itself is stopped after every step too. The target is old or new, byte for byte, and new for good once success was reported.
/// </summary>
internal class CrashTests
{
    private const int Length = 6000;
    internal static readonly byte[] Old = Bytes(1);

    /// <summary>The old bytes of a file whose other sectors are holes, its last ones too.</summary>
    internal static byte[] Sparse
    {
        get
        {
            byte[] bytes = [.. Old];
            bytes.AsSpan(600, 1900).Clear();
            bytes.AsSpan(3000, 1200).Clear();
            bytes.AsSpan(4900).Clear();
            return bytes;
        }
    }

    public interface IProtocol
    {
        string ChangeName { get; }

        byte[] Old => CrashTests.Old;

        byte[] New { get; }

        bool CanClone => false;

        void Change(SimulatedDisk disk);

        void Recover(SimulatedDisk disk);
    }

    private static ElementType Swapped => ElementType.UInt32.WithByteOrder(ByteOrder.Big);

    private static IEnumerable<IProtocol> Protocols =>
    [
        new Undo(),
        new Cloned(),
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
        new ConversionProtocol(ElementType.Single, keepUndo: false, undo: false),
        new ConversionProtocol(ElementType.Single, keepUndo: true, undo: true),
        new ConversionProtocol(ElementType.Single, keepUndo: true, undo: false),
        new ConversionProtocol(ElementType.UInt16, keepUndo: false, undo: false),
        new ConversionProtocol(ElementType.UInt16, keepUndo: true, undo: true),
        new ConversionProtocol(ElementType.UInt16, keepUndo: true, undo: false),
        new ChunkedEditProtocol("u1[10::3] *= 3", keepUndo: false, undo: false),
        new ChunkedEditProtocol("u1[10::3] *= 3", keepUndo: true, undo: true),
        new ChunkedEditProtocol("u1[10::3] *= 3", keepUndo: true, undo: false),
        new ConversionProtocol(Swapped, keepUndo: false, undo: false),
        new ConversionProtocol(Swapped, keepUndo: false, undo: true),
        new ConversionProtocol(Swapped, keepUndo: false, undo: false, sparse: true),
        new ConversionProtocol(Swapped, keepUndo: false, undo: true, sparse: true),
        new ConversionProtocol(ElementType.Single, keepUndo: false, undo: false, sparse: true),
        new ConversionProtocol(ElementType.Single, keepUndo: true, undo: true, sparse: true),
        new ConversionProtocol(ElementType.Single, keepUndo: true, undo: false, sparse: true),
        new ConversionProtocol(ElementType.UInt16, keepUndo: false, undo: false, sparse: true),
        new ConversionProtocol(ElementType.UInt16, keepUndo: true, undo: true, sparse: true),
        new ConversionProtocol(ElementType.UInt16, keepUndo: true, undo: false, sparse: true),
        new ChunkedPlanProtocol(keepUndo: false, undo: false),
        new ChunkedPlanProtocol(keepUndo: true, undo: true),
        new ChunkedPlanProtocol(keepUndo: true, undo: false),
    ];

    [TestCaseSource(nameof(Protocols))]
    public void A_stop_after_every_step_leaves_old_or_new(IProtocol protocol) => Assert.That(Failures(protocol, brokenSync: -1), Is.Empty);

    // Some syncs guard one way of recovering only: the last one of a chunked change keeps it from being undone after all. So the ways to
    // recover from the same change are taken together.
    // Two kinds of changes are left out. One can only be finished, and does no harm when its journal comes back. The other one shrinks the file: its later chunks
    // are written to places from which only earlier chunks were read. So they would not need the syncs of their records.
    private static IEnumerable<IProtocol[]> Changes => Protocols.Where(protocol => protocol is not (ChunkedEditProtocol { CanUndo: false } or ChunkedPlanProtocol { CanUndo: false } or ConversionProtocol { CanUndo: false } or ConversionProtocol { Shrinks: true })).GroupBy(protocol => protocol.ChangeName, (_, ways) => ways.ToArray());

    [TestCaseSource(nameof(Changes))]
    public void Every_sync_that_is_left_out_is_noticed(params IProtocol[] ways)
    {
        SimulatedDisk whole = new(ways[0].Old) { CanClone = ways[0].CanClone };
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
        SimulatedDisk whole = new(protocol.Old) { CanClone = protocol.CanClone };
        protocol.Change(whole);
        Random random = new(7);
        for (int stop = 0; stop < whole.Steps; stop++)
        {
            SimulatedDisk disk = Run(protocol, stop, -1);
            for (int again = 0; ; again++)
            {
                SimulatedDisk found = disk.AfterPowerOff(random, 0.5);
                SimulatedDisk recovering = new SimulatedDisk(found.Target.Content.ToArray(), found.Journal?.Content.ToArray()) { PowerOffAfter = again, CanClone = protocol.CanClone }.Marked(found.Mark);
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
        SimulatedDisk whole = new(protocol.Old) { BrokenSync = brokenSync, CanClone = protocol.CanClone };
        protocol.Change(whole);
        Random random = new(42);

        // Blocks that are shared are large, and many sectors.
        int tries = protocol.CanClone ? 1 : 4;
        for (int stop = 0; stop <= whole.Steps; stop++)
        {
            SimulatedDisk disk = Run(protocol, stop, brokenSync);
            foreach (double kept in (double[])[0, 1, .. Enumerable.Repeat(0.5, 3 * tries), .. Enumerable.Repeat(0.9, tries), .. Enumerable.Repeat(0.1, tries)])
            {
                Check(protocol, disk.AfterPowerOff(random, kept), stop == whole.Steps, $"stop {stop} of {whole.Steps}, kept {kept}", failures);
                if (brokenSync >= 0 && failures.Count > 0)
                {
                    return failures;
                }
            }

            foreach (int lost in disk.LastUnsynced)
            {
                Check(protocol, disk.AfterPowerOff(random, 1, lost), stop == whole.Steps, $"stop {stop} of {whole.Steps}, step {lost} lost", failures);
            }
        }

        return failures;
    }

    private static void Check(IProtocol protocol, SimulatedDisk found, bool mustBeNew, string where, List<string> failures)
    {
        bool isTouched = !found.Target.Content.SequenceEqual(protocol.Old) && !found.Target.Content.SequenceEqual(protocol.New);
        if (isTouched && !(found.Exists && found.Mark is not null))
        {
            failures.Add($"{where}: the target is changed in part, and has no {(found.Exists ? "mark" : "journal")}");
        }

        try
        {
            protocol.Recover(found);
        }
        catch (Errors.MmapToolException e)
        {
            failures.Add($"{where}: {e.Message}");
            return;
        }

        bool isOld = found.Target.Content.SequenceEqual(protocol.Old);
        bool isNew = found.Target.Content.SequenceEqual(protocol.New);
        if (!(isNew || (isOld && !mustBeNew)))
        {
            failures.Add($"{where}: the target is {(isOld ? "old, although success was reported" : "neither old nor new")}");
        }
        else if (found.Exists || found.Mark is not null)
        {
            failures.Add($"{where}: the {(found.Exists ? "journal" : "mark")} is still there");
        }
    }

    private static SimulatedDisk Run(IProtocol protocol, int stop, int brokenSync)
    {
        SimulatedDisk disk = new(protocol.Old) { PowerOffAfter = stop, BrokenSync = brokenSync, CanClone = protocol.CanClone };
        Stops(() => protocol.Change(disk));
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

    /// <summary>The chunk lengths of a recovery. In one of two cases they are shorter than those of the change.</summary>
    internal static int Recovered(JournalHeader header) => header.Nonce.ToByteArray()[0] % 2 == 0 ? ChunkLength.Usual : 400;

    private static byte[] Bytes(int seed, int length = Length)
    {
        byte[] bytes = new byte[length];
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

        public void Recover(SimulatedDisk disk) => JournalRecovery.Undo(disk, disk.Target, disk.Identity);

        public override string ToString() => ChangeName;
    }

    /// <summary>Ranges of which two share their blocks with the journal.</summary>
    private sealed class Cloned : IProtocol
    {
        private const int Unit = FileExtents.Alignment;
        private static readonly (long Offset, long Length)[] Ranges = [(3, 100), (Unit - 10, Unit + 30), (2 * Unit + 100, 10), ((3 * Unit) - 1, Unit + 1)];
        private static readonly byte[] Before = Bytes(4, (4 * Unit) + 100);

        public Cloned()
        {
            New = Before.ToArray();
            foreach ((long offset, long length) in Ranges)
            {
                for (long index = offset; index < offset + length; index++)
                {
                    New[index] ^= 255;
                }
            }
        }

        public string ChangeName => "undo mode, blocks shared";

        public byte[] Old => Before;

        public byte[] New { get; }

        public bool CanClone => true;

        public void Change(SimulatedDisk disk)
        {
            using UndoJournal journal = UndoJournal.Begin(disk, disk.Target, disk.Identity, "test", Ranges, options: new() { ClonedFrom = Unit, CopyLimit = 400 });
            Assert.That(journal.IsCloned);
            foreach ((long offset, long length) in Ranges)
            {
                disk.Target.WriteAt(offset, New.AsSpan((int)offset, (int)length));
            }

            disk.Target.Sync();
            journal.Commit();
        }

        // Recovery also runs on a disk that can't share blocks, as after a move of both files.
        public void Recover(SimulatedDisk disk)
        {
            if (disk.Journal is null)
            {
                return;
            }

            SimulatedDisk place = new(disk.Target.Content.ToArray(), disk.Journal.Content.ToArray());
            JournalRecovery.Undo(place, place.Target, place.Identity);
            JournalRecovery.Undo(disk, disk.Target, disk.Identity);
            Assert.That(place.Target.Content.SequenceEqual(disk.Target.Content), "copied back otherwise than shared");
        }

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
            JournalReport report = JournalRecovery.Inspect(disk, disk.Target, disk.Identity);
            if (report.State != JournalState.Resumable)
            {
                JournalRecovery.Undo(disk, disk.Target, disk.Identity);
            }
            else if (undo)
            {
                ChunkedRun.Undo(disk, disk.Target, report.Header!, this, chunkLength: Recovered(report.Header!));
            }
            else
            {
                ChunkedRun.Finish(disk, disk.Target, report.Header!, this, chunkLength: Recovered(report.Header!));
            }
        }

        public void Read(IByteTarget target, long first, Span<byte> elements) => target.ReadAt(first * ItemSize, elements);

        public void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements) => target.WriteAt(first * ItemSize, elements);

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
