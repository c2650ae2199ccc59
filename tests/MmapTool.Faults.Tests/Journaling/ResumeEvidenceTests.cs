using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// States of a file that recovery accepts in the resume modes: a chunk in flight that is old or new, in any mixture of sectors, and new elements before
/// it. A backup that was copied back over the file, or a byte that is neither, is refused, and nothing is changed.
/// </summary>
internal sealed class ResumeEvidenceTests
{
    // Protocols whose file keeps its length, and one that shrinks, whose evidence lies elsewhere.
    private static IEnumerable<CrashTests.IProtocol> Protocols =>
    [
        new ChunkedEditProtocol("u1[10::3] ^= 0x5a", keepUndo: false, undo: false),
        new ChunkedEditProtocol("u1[10::3] ^= 0x5a", keepUndo: false, undo: true),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: false, undo: false),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: true, undo: true),
        new ConversionProtocol(ElementType.Single, keepUndo: false, undo: false),
        new ConversionProtocol(ElementType.Single, keepUndo: true, undo: true),
        new ConversionProtocol(ElementType.UInt16, keepUndo: false, undo: false),
        new ConversionProtocol(ElementType.UInt16, keepUndo: true, undo: true),
        new ChunkedPlanProtocol(keepUndo: false, undo: false),
        new ChunkedPlanProtocol(keepUndo: true, undo: true),
    ];

    [TestCaseSource(nameof(Protocols))]
    public void A_backup_that_was_copied_back_is_refused_or_harmless_and_never_mixed(CrashTests.IProtocol protocol)
    {
        (int refused, int stopsWithDone) = (0, 0);
        foreach (SimulatedDisk stopped in Stops(protocol))
        {
            // Only once a chunk is done is there a difference between the backup and the file.
            bool hasDone = DoneOf(stopped) is not null;
            SimulatedDisk restored = new(protocol.Old, stopped.Journal!.Content.ToArray());
            bool isRefused = IsRefused(protocol, restored, protocol.Old);
            stopsWithDone += hasDone ? 1 : 0;
            refused += isRefused ? 1 : 0;
            Assert.That(isRefused || !hasDone, "a restored backup was taken for the file");
            Assert.That(isRefused || restored.Target.Content.SequenceEqual(protocol.Old) || restored.Target.Content.SequenceEqual(protocol.New), "mixed");
        }

        Assert.That(stopsWithDone, Is.Positive);
        Assert.That(refused, Is.Positive);
    }

    [TestCaseSource(nameof(Protocols))]
    public void A_byte_that_is_neither_is_refused_in_the_chunk_in_flight_and_in_the_one_before(CrashTests.IProtocol protocol)
    {
        Random random = new(8);
        int refused = 0;
        int tried = 0;
        foreach (SimulatedDisk stopped in Stops(protocol))
        {
            byte[] file = stopped.Target.Content.ToArray();
            for (int round = 0; round < 6; round++)
            {
                byte[] altered = file.ToArray();
                int place = random.Next(altered.Length);
                altered[place] ^= (byte)(1 << random.Next(8));
                SimulatedDisk found = new(altered, stopped.Journal!.Content.ToArray());
                tried++;
                if (IsRefused(protocol, found, altered))
                {
                    refused++;
                }
                else
                {
                    // The altered byte was elsewhere. The change is made around it or over it, and no other byte differs.
                    int differences = 0;
                    ReadOnlySpan<byte> end = found.Target.Content;
                    byte[] expected = end.Length == protocol.New.Length && Differences(end, protocol.New) <= Differences(end, protocol.Old) ? protocol.New : protocol.Old;
                    differences = Differences(end, expected);
                    Assert.That(differences, Is.LessThanOrEqualTo(4), $"byte {place}");
                }
            }
        }

        Assert.That(refused, Is.GreaterThan(tried / 20));
    }

    [Test]
    public void Zeros_before_the_chunk_show_nothing_and_the_last_chunk_that_was_changed_does()
    {
        // Values in the first chunk, and zeros in the others. The change swaps bytes, so zeros stay as they are.
        byte[] old = new byte[24 << 10];
        new Random(3).NextBytes(old.AsSpan(0, 1000));
        SwapProtocol protocol = new(old);
        SimulatedDisk whole = new(old);
        protocol.Change(whole);
        Assert.That(whole.Target.Content.SequenceEqual(protocol.New));
        int refused = 0;
        foreach (SimulatedDisk stopped in Stops(protocol))
        {
            if (DoneOf(stopped) is { } done)
            {
                Assert.That(done.First, Is.Zero);
                SimulatedDisk restored = new(old, stopped.Journal!.Content.ToArray());
                Assert.That(IsRefused(protocol, restored, old));
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(5));
    }

    [Test]
    public void Going_back_keeps_evidence_of_what_is_still_new([Values(400, 1500)] int chunk)
    {
        byte[] old = CrashTests.Old;
        SwapProtocol protocol = new(old) { Chunk = 600 };
        SimulatedDisk whole = new(old);
        protocol.Change(whole);
        SimulatedDisk stopped = new(old) { PowerOffAfter = whole.Steps - 6 };
        Assert.That(() => protocol.Change(stopped), Throws.TypeOf<PowerOffException>());
        int refused = 0;
        for (int stop = 0; ; stop++)
        {
            SimulatedDisk back = new(stopped.Target.Content.ToArray(), stopped.Journal!.Content.ToArray()) { PowerOffAfter = stop };
            try
            {
                protocol.Undo(back, chunk);
                break;
            }
            catch (PowerOffException)
            {
            }

            if (!back.Exists)
            {
                continue;
            }

            SimulatedDisk restored = new(old, back.Journal!.Content.ToArray());
            if (JournalRecovery.Inspect(restored, restored.Target, restored.Identity).Header is null || DoneOf(back) is null)
            {
                continue;
            }

            Assert.That(() => protocol.Undo(restored, chunk), Throws.TypeOf<Errors.ContainerException>(), $"stop {stop}");
            Assert.That(restored.Target.Content.SequenceEqual(old));
            refused++;
        }

        Assert.That(refused, Is.GreaterThan(10));
    }

    [Test]
    public void The_chunk_in_flight_may_be_any_mixture_of_sectors_and_nothing_else()
    {
        SwapProtocol protocol = new(CrashTests.Old) { Chunk = 2000 };
        Random random = new(9);
        int tried = 0;
        foreach (SimulatedDisk stopped in Stops(protocol))
        {
            byte[] journal = stopped.Journal!.Content.ToArray();
            if (InFlightOf(stopped) is not { } head)
            {
                continue;
            }

            // Where the chunk lies: its elements are 4 bytes each, one after another.
            (int start, int end) = ((int)head.Offset * 4, (int)(head.Offset + head.Length) * 4);
            for (int round = 0; round < 10; round++)
            {
                byte[] mixed = stopped.Target.Content.ToArray();
                for (int sector = start / 512 * 512; sector < end; sector += 512)
                {
                    (int from, int to) = (Math.Max(sector, start), Math.Min(sector + 512, end));
                    (random.Next(2) == 0 ? protocol.Old : protocol.New).AsSpan(from, to - from).CopyTo(mixed.AsSpan(from));
                }

                SimulatedDisk found = new(mixed, journal);
                Assert.That(IsRefused(protocol, found, mixed), Is.False);
                Assert.That(found.Target.Content.SequenceEqual(protocol.New));

                // The first byte, the last one, then any.
                int place = round switch { 0 => start, 1 => end - 1, _ => random.Next(start, end) };
                byte value = (byte)(mixed[place] + 1);
                while (value == protocol.Old[place] || value == protocol.New[place])
                {
                    value++;
                }

                byte[] altered = mixed.ToArray();
                altered[place] = value;
                Assert.That(IsRefused(protocol, new(altered, journal), altered), $"byte {place}");
                tried++;
            }
        }

        Assert.That(tried, Is.GreaterThan(20));
    }

    private static int Differences(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int count = Math.Abs(left.Length - right.Length);
        for (int index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            count += left[index] == right[index] ? 0 : 1;
        }

        return count;
    }

    // The disk as a kill leaves it after each step of the change: all that was written, and a journal with a chunk.
    private static IEnumerable<SimulatedDisk> Stops(CrashTests.IProtocol protocol)
    {
        SimulatedDisk whole = new(protocol.Old);
        protocol.Change(whole);
        for (int stop = 1; stop < whole.Steps; stop++)
        {
            SimulatedDisk disk = new(protocol.Old) { PowerOffAfter = stop };
            Assert.That(() => protocol.Change(disk), Throws.TypeOf<PowerOffException>());
            if (disk.Exists && HeaderOf(disk) is not null)
            {
                yield return disk;
            }
        }
    }

    private static JournalHeader? HeaderOf(SimulatedDisk disk) => JournalHeader.Read(new SimulatedDisk([], disk.Journal!.Content.ToArray()).Journal!);

    private static DoneChunk? DoneOf(SimulatedDisk disk)
    {
        SimulatedDisk copy = new([], disk.Journal!.Content.ToArray());
        using ResumeJournal journal = new(copy.Journal!, JournalHeader.Read(copy.Journal!)!);
        journal.Find();
        return journal.Done;
    }

    private static RecordHead? InFlightOf(SimulatedDisk disk)
    {
        SimulatedDisk copy = new([], disk.Journal!.Content.ToArray());
        using ResumeJournal journal = new(copy.Journal!, JournalHeader.Read(copy.Journal!)!);
        journal.Find();
        return journal.InFlight;
    }

    private static bool IsRefused(CrashTests.IProtocol protocol, SimulatedDisk found, byte[] before)
    {
        try
        {
            protocol.Recover(found);
            return false;
        }
        catch (Errors.ContainerException error)
        {
            Assert.That(found.Target.Content.SequenceEqual(before), "refused, and changed");
            Assert.That(found.Exists, "refused, and the journal gone");
            Assert.That(error.Message, Does.Contain("--discard").Or.Contain("restore"));
            return true;
        }
    }

    /// <summary>A byte order, in chunks.</summary>
    private sealed class SwapProtocol(byte[] old) : CrashTests.IProtocol, IChunkedChange
    {
        public int Chunk { get; init; } = 1024;

        public byte[] Old => old;

        public string ChangeName => "swap";

        public byte[] New { get; } = [.. old.Chunk(4).SelectMany(word => word.Reverse())];

        public string Operation => "swap";

        public long Count => old.Length / 4;

        public int ItemSize => 4;

        public bool IsItsOwnInverse => true;

        public void Change(SimulatedDisk disk) => ChunkedRun.Execute(disk, disk.Target, disk.Identity, this, chunkLength: Chunk);

        public void Recover(SimulatedDisk disk) => ChunkedRun.Finish(disk, disk.Target, HeaderOf(disk)!, this);

        public void Undo(SimulatedDisk disk, int chunk) => ChunkedRun.Undo(disk, disk.Target, HeaderOf(disk)!, this, chunkLength: chunk);

        public void Read(IByteTarget target, long first, Span<byte> elements) => target.ReadAt(first * 4, elements);

        public void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements) => target.WriteAt(first * 4, elements);

        public void Transform(long first, Span<byte> elements)
        {
            for (int index = 0; index < elements.Length; index += 4)
            {
                elements.Slice(index, 4).Reverse();
            }
        }

        public override string ToString() => ChangeName;
    }
}
