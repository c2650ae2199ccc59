using System.Diagnostics;
using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Patching;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>Random and damaged journals give a clear error or a right recovery, in little time and memory.</summary>
public sealed class SpoiltJournalTests
{
    [Test]
    public void A_spoilt_undo_journal_never_passes_for_anything_but_old_or_an_error()
    {
        Random random = new(TestContext.CurrentContext.Random.Next());
        byte[] old = new byte[5000];
        random.NextBytes(old);
        (byte[] journal, byte[] half) = HalfDone(old);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] spoilt = Spoil(journal, random);
            SimulatedDisk disk = new(half, spoilt);
            try
            {
                JournalReport report = JournalRecovery.Undo(disk, disk.Target, disk.Identity);

                // If no record is whole, a damaged journal can't be told from a torn one.
                bool tellable = Records(journal).Any(range => spoilt.Length >= range.End.Value && spoilt.AsSpan(range).SequenceEqual(journal.AsSpan(range)))
                    && spoilt.AsSpan(0, 40).SequenceEqual(journal.AsSpan(0, 40));
                if (tellable)
                {
                    Assert.That(disk.Target.Content.SequenceEqual(old), $"round {round}: {report.State}");
                }
                else
                {
                    Assert.That(disk.Target.Content.SequenceEqual(old) || disk.Target.Content.SequenceEqual(half));
                }
            }
            catch (MmapToolException error)
            {
                refused++;
                Assert.That(error.Message, Does.Contain(disk.Path).And.Not.Contain("\n"));
                Assert.That(disk.Target.Content.SequenceEqual(half), "an error after writing");
                Assert.That(disk.Exists, "an error, and the journal gone");
            }
        }

        Assert.That(refused, Is.Positive);
    }

    [Test]
    public void A_file_is_the_same_on_a_device_that_got_another_number_and_another_file_is_not()
    {
        byte[] old = new byte[5000];
        new Random(1).NextBytes(old);
        (byte[] journal, byte[] half) = HalfDone(old);
        SimulatedDisk disk = new(half, journal);
        Assert.That(JournalRecovery.Inspect(disk, disk.Target, disk.Identity with { Number = 77 }).State, Is.EqualTo(JournalState.Foreign));
        Assert.That(JournalRecovery.Undo(disk, disk.Target, disk.Identity with { Device = 77 }).State, Is.EqualTo(JournalState.Undoable));
        Assert.That(disk.Target.Content.SequenceEqual(old));
    }

    [Test]
    public void Random_bytes_are_no_journal()
    {
        Random random = new(TestContext.CurrentContext.Random.Next());
        byte[] target = new byte[100];
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                "MMAPJRNL"u8[..Math.Min(8, bytes.Length)].CopyTo(bytes);
            }

            SimulatedDisk disk = new(target, bytes);
            try
            {
                Assert.That(JournalRecovery.Undo(disk, disk.Target, disk.Identity).State, Is.EqualTo(JournalState.Torn));
            }
            catch (ContainerException error)
            {
                Assert.That(error.Message, Does.Contain(disk.Path));
            }

            Assert.That(disk.Target.Content.SequenceEqual(target));
        }
    }

    [Test]
    public void Bytes_that_only_look_like_records_cost_little_time_and_memory()
    {
        byte[] bytes = new byte[8 << 20];
        for (int place = 0; place + 40 <= bytes.Length; place += 40)
        {
            new RecordHead(RecordKind.Old, place, 0, 1 << 20, 1 << 20).Encode(bytes.AsSpan(place));
        }

        new JournalHeader(JournalMode.Undo, Guid.NewGuid(), 100, new(1, 2), DateTime.UtcNow, 0, "").Encode().CopyTo(bytes, 0);
        SimulatedDisk disk = new(new byte[100], bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        JournalReport report = JournalRecovery.Inspect(disk, disk.Target, disk.Identity);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.State, Is.EqualTo(JournalState.Damaged));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(16 << 20));
        }
    }

    [Test]
    public void A_spoilt_header_does_not_pass_for_a_journal_that_was_never_finished([Values(1000, 3 << 20)] int chunk)
    {
        JournalHeader header = new(JournalMode.Resume, Guid.NewGuid(), 4 << 20, new(1, 2), DateTime.UtcNow, chunk, "patch --cast-values wrap u1 += 3");
        SimulatedDisk disk = new(new byte[4 << 20]);
        IJournalFile journal = disk.Create();
        byte[] start = header.Encode();
        start[70] ^= 1;
        journal.WriteAt(0, start);
        using (ResumeJournal writer = new(journal, header))
        {
            writer.WriteAhead(RecordKind.Chunk, 0, chunk, chunk, null);
            writer.Protect();
        }

        Assert.That(JournalRecovery.Inspect(disk, disk.Target, disk.Identity).State, Is.EqualTo(JournalState.Damaged));
        Assert.That(() => JournalRecovery.Undo(disk, disk.Target, disk.Identity), Throws.TypeOf<ContainerException>());
        Assert.That(disk.Exists);
    }

    [Test]
    public void A_chunk_that_lies_outside_of_the_change_is_refused()
    {
        JournalHeader header = new(JournalMode.Resume, Guid.NewGuid(), 6000, new(1, 2), DateTime.UtcNow, 600, "patch --cast-values wrap u1[10::3] += 3");
        SimulatedDisk disk = new(new byte[6000]);
        IJournalFile journal = disk.Create();
        journal.WriteAt(0, header.Encode());
        using (ResumeJournal writer = new(journal, header))
        {
            writer.WriteAhead(RecordKind.Chunk, 5000, 600, 600, null);
            writer.Protect();
        }

        using Memory.MemorySource source = Memory.MemorySource.Of(new byte[6000]);
        Patching.ChunkedEdit change = Patching.ChunkedEdit.TryRead(header.Operation, new HoleKeepingTarget(disk.Target), source)!;
        Assert.That(() => ChunkedRun.Finish(disk, disk.Target, header, change), Throws.TypeOf<ContainerException>());
        Assert.That(disk.Target.Content.IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    [Test]
    public void A_change_whose_kept_bytes_are_spoilt_is_refused()
    {
        SimulatedDisk whole = new(CrashTests.Old);
        ChunkedPlanProtocol protocol = new(keepUndo: false, undo: false);
        protocol.Change(whole);
        SimulatedDisk stopped = new(CrashTests.Old) { PowerOffAfter = whole.Steps / 2 };
        Assert.That(() => protocol.Change(stopped), Throws.TypeOf<PowerOffException>());
        SimulatedDisk found = stopped.AfterPowerOff(new Random(1), 1);
        byte[] half = found.Target.Content.ToArray();
        byte[] journal = found.Journal!.Content.ToArray();

        // Behind the header of some 100 bytes lie the program and the other file's bytes, of more than 1000.
        for (int place = 150; place < 1100; place += 100)
        {
            byte[] spoilt = journal.ToArray();
            spoilt[place] ^= 1;
            SimulatedDisk disk = new(half, spoilt);
            Assert.That(() => protocol.Recover(disk), Throws.TypeOf<ContainerException>());
            Assert.That(disk.Target.Content.SequenceEqual(half));
            Assert.That(disk.Exists);
        }
    }

    // The three records, each of a head, its bytes and a checksum, before the seal.
    private static Range[] Records(byte[] journal)
    {
        int seal = journal.Length - 44;
        return [(seal - 1544 - 45 - 644)..(seal - 1544 - 45), (seal - 1544 - 45)..(seal - 1544), (seal - 1544)..seal];
    }

    private static (byte[] Journal, byte[] Half) HalfDone(byte[] old)
    {
        SimulatedDisk disk = new(old);
        using UndoJournal journal = UndoJournal.Begin(disk, disk.Target, disk.Identity, "a test", [(100, 600), (2000, 1), (3000, 1500)]);
        disk.Target.WriteAt(100, new byte[600]);
        disk.Target.WriteAt(2000, [(byte)~old[2000]]);
        disk.Target.WriteAt(3000, new byte[1000]);
        return (disk.Journal!.Content.ToArray(), disk.Target.Content.ToArray());
    }

    private static byte[] Spoil(byte[] journal, Random random)
    {
        byte[] spoilt = journal.ToArray();
        switch (random.Next(4))
        {
            case 0:
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    spoilt[random.Next(spoilt.Length)] ^= (byte)(1 << random.Next(8));
                }

                return spoilt;
            case 1:
                int start = random.Next(spoilt.Length);
                random.NextBytes(spoilt.AsSpan(start, random.Next(Math.Min(100, spoilt.Length - start))));
                return spoilt;
            case 2:
                // The journal is cut behind its first record. A cut before that is a state that a power cut leaves.
                return spoilt[..random.Next(800, spoilt.Length)];
            default:
                int from = random.Next(spoilt.Length);
                int to = random.Next(spoilt.Length);
                int length = random.Next(Math.Min(spoilt.Length - from, spoilt.Length - to));
                journal.AsSpan(from, length).CopyTo(spoilt.AsSpan(to));
                return spoilt;
        }
    }
}
