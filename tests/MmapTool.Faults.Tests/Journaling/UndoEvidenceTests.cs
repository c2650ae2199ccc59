using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// States of a file that recovery accepts in undo mode. Every 512-byte sector of the journaled ranges must hold the old bytes or the new ones, in any
/// mixture, and nothing else. Recovery neither checks nor changes the bytes outside of the ranges.
/// </summary>
public sealed class UndoEvidenceTests
{
    private const int Length = 20000;
    private static readonly byte[] Old = Bytes(3);

    // Plans of each kind: one range of stored bytes, many ranges, and elements computed in blocks that end within a sector, with gaps that are kept or not.
    // The others copy within the file in both directions, or edit over edits.
    private static readonly string[][] Plans =
    [
        ["u1[100:200] = 7", "u1[5000:5100] ^= 255", "u1[19999] = 9"],
        [.. Enumerable.Range(0, 200).Select(index => $"u1[{index * 97}] ^= 0x55")],
        ["u1[77:15077] ^= 255"],
        ["u1[100:].cast(<u2)[::3] += 1"],
        ["u1[3:19903].cast(B,100,199)[:,:40] ^= 1"],
        ["u1[1000:9000] = @::u1[500:8500]"],
        ["u1[1000:9000] = @::u1[1500:9500]"],
        ["u1[100:9000] ^= 255", "u1[4000:12000] += 3", "u1[4500] = 1"],
        ["u1[100:9000] ^= 255", "u1[10000:12000] = @::u1[500:2500]"],
        ["u1[0:10] = 1", "u1[100:9000] ^= 255", "u1[9100] = 2"],
    ];

    [TestCaseSource(nameof(Plans))]
    public void Any_mixture_of_old_and_new_sectors_is_put_back(params string[] edits)
    {
        (SimulatedDisk disk, byte[] after, _) = Interrupted(edits);
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            byte[] mixed = Mixed(after, random, round);
            SimulatedDisk found = new(mixed, disk.Journal!.Content.ToArray());
            Assert.That(JournalRecovery.Undo(found, found.Target, found.Identity).State, Is.EqualTo(JournalState.Undoable), $"round {round}");
            Assert.That(found.Target.Content.SequenceEqual(Old));
        }
    }

    [TestCaseSource(nameof(Plans))]
    public void A_byte_that_the_change_can_not_have_left_is_refused_in_the_ranges_and_kept_outside(params string[] edits)
    {
        (SimulatedDisk disk, byte[] after, bool[] changed) = Interrupted(edits);
        Random random = new(6);
        (int refused, int kept) = (0, 0);
        for (int round = 0; round < 60; round++)
        {
            byte[] mixed = Mixed(after, random, round);

            // The first and the last byte of the ranges, then any.
            int place = round switch { 0 => Array.IndexOf(changed, true), 1 => Array.LastIndexOf(changed, true), _ => random.Next(Length) };
            byte value = (byte)(mixed[place] ^ (1 << random.Next(8)));
            if (changed[place] && (value == Old[place] || value == after[place]))
            {
                continue;
            }

            mixed[place] = value;
            SimulatedDisk found = new(mixed, disk.Journal!.Content.ToArray());
            bool isNear = Enumerable.Range(Math.Max(0, place - 64), 128).Any(near => near < Length && changed[near]);
            if (changed[place])
            {
                refused++;
                JournalReport report = JournalRecovery.Inspect(found, found.Target, found.Identity);
                Assert.That(report.State, Is.EqualTo(JournalState.Altered), $"byte {place}");
                Assert.That(report.Reason, Does.Contain("--discard"));
                Assert.That(() => JournalRecovery.Undo(found, found.Target, found.Identity), Throws.TypeOf<Errors.ContainerException>());
                Assert.That(found.Target.Content.SequenceEqual(mixed), "refused, and changed");
                Assert.That(found.Exists, "refused, and the journal gone");
            }
            else if (!isNear)
            {
                kept++;
                JournalRecovery.Undo(found, found.Target, found.Identity);
                byte[] expected = Old.ToArray();
                expected[place] = value;
                Assert.That(found.Target.Content.SequenceEqual(expected), $"byte {place}");
            }
        }

        Assert.That(refused, Is.Positive);
        Assert.That(edits.Length is not 3 || kept > 0);
    }

    // Sectors of the file old or new: all of one kind, or by chance.
    private static byte[] Mixed(byte[] after, Random random, int round)
    {
        byte[] mixed = (round % 3 == 1 ? Old : after).ToArray();
        for (int start = 0; round % 3 == 2 && start < Length; start += 512)
        {
            int length = Math.Min(512, Length - start);
            (random.Next(2) == 0 ? Old : after).AsSpan(start, length).CopyTo(mixed.AsSpan(start));
        }

        return mixed;
    }

    // The journal as it is before the first byte is written, the file as the whole change leaves it, and which bytes the edits name.
    private static (SimulatedDisk Disk, byte[] After, bool[] Changed) Interrupted(string[] edits)
    {
        byte[] after = Carried(Old, edits);
        bool[] changed = new bool[Length];
        foreach (string edit in edits)
        {
            // The edit changes zeros to ones, which shows the bytes that it writes.
            string target = edit[..edit.IndexOf(' ', StringComparison.Ordinal)];
            byte[] marked = Carried(new byte[Length], [target.Contains("<u2", StringComparison.Ordinal) ? $"{target} = 0x0101" : $"{target} = 1"]);
            for (int index = 0; index < Length; index++)
            {
                changed[index] |= marked[index] != 0;
            }
        }

        SimulatedDisk disk = new(Old);
        Change(disk, Old, edits, journaled: true);
        Assert.That(disk.Target.Content.SequenceEqual(after), "the journal makes no difference");
        Assert.That(disk.Exists, Is.False);

        // Stopped after the last sync of the target.
        SimulatedDisk stopped = new(Old) { PowerOffAfter = disk.Steps - 2 };
        Assert.That(() => Change(stopped, Old, edits, journaled: true), Throws.TypeOf<PowerOffException>());
        return (stopped, after, changed);
    }

    private static byte[] Carried(byte[] from, string[] edits)
    {
        byte[] file = from;
        foreach (string edit in edits)
        {
            // Edits one by one, without a journal. Each works on the file that the edits before it left.
            SimulatedDisk disk = new(file);
            Change(disk, file, [edit], journaled: false);
            file = disk.Target.Content.ToArray();
        }

        return file;
    }

    private static void Change(SimulatedDisk disk, byte[] content, string[] edits, bool journaled)
    {
        HoleKeepingTarget target = new(disk.Target);
        using MemorySource bytes = MemorySource.Of(content);

        // Blocks end within a sector. An edit that fills a block is computed and not stored.
        PatchOptions options = new() { StoredLimit = 500, BlockCount = 333, CastValues = CastValues.Wrap };
        using Plan plan = PatchPlanner.PlanEdits(target, new(view => new MemoryView(bytes, view.Resolve(bytes.Length))), edits.Select(text => Edit.Parse(text)), options, CancellationToken.None);
        using JournalGuard? guard = journaled ? new(disk, disk.Identity, "patch", JournalGuard.DefaultUndoLimit) : null;
        PlanWriter.Execute(plan, target, new() { Guard = guard }, null, CancellationToken.None);
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
