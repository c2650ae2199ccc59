using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Headers;
using MmapTool.Operations.Recovery;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// One call opens or closes a gap, in many steps of the file system. The power goes off within the call, in a file of 50,000 extents. At every
/// instant, recovery finds the gap and closes it, and the file is the old one byte for byte.
/// </summary>
[Platform("Linux")]
[NonParallelizable]
[TestFixture("ext4")]
[TestFixture("xfs")]
public sealed class GapPowerCutTests(string kind)
{
    private ManyExtents file = null!;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [OneTimeSetUp]
    public void MakeFile() => file = new(kind);

    [OneTimeTearDown]
    public void RemoveFile() => file?.Dispose();

    [Test]
    public void The_power_goes_while_a_gap_is_opened_and_while_it_is_closed()
    {
        int seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        Dictionary<string, int> seen = [];
        int between = 0;
        for (int round = 0; round < (IsSoak ? 300 : 12) && (IsSoak || round < 5 || between < 2); round++)
        {
            file.Mount.Restore();
            bool success = file.Cut(random, () => Adopt(file.Path), atLength: true);
            string state = Count(file.State());
            Assert.That(state, success ? Is.EqualTo("new") : Is.EqualTo("old").Or.EqualTo("new").Or.StartsWith("gap at "), "as the power left it");
            for (int again = random.Next(3); again > 0 && File.Exists(file.Journal); again--)
            {
                file.Cut(random, () => RecoverOperation.Recover(file.Path), atLength: false);
                state = Count(file.State());
                Assert.That(state, Is.EqualTo("old").Or.EqualTo("new").Or.StartsWith("gap at "), "as the power left recovery");
            }

            bool isLeft = File.Exists(file.Journal);
            Assert.That(isLeft || state is "old" or "new", $"{state}, and no journal");
            RecoverOperation.Recover(file.Path);
            Assert.That(file.State(), isLeft ? Is.EqualTo("old") : Is.EqualTo(state));
            Assert.That(File.Exists(file.Journal), Is.False);
        }

        TestContext.Out.WriteLine(string.Join(", ", seen.Select(pair => $"{pair.Key}: {pair.Value}")));
        if (between == 0)
        {
            // On a busy machine the call may end before the power goes off, in all of a few rounds.
            Assert.That(IsSoak, Is.False, "no power cut came in between");
            Assert.Warn("no power cut came in between");
        }

        string Count(string state)
        {
            string what = state.StartsWith("gap at ", StringComparison.Ordinal) && state is not "gap at 0" ? "gap in between" : state;
            between += what == "gap in between" ? 1 : 0;
            seen[what] = seen.GetValueOrDefault(what) + 1;
            return state;
        }
    }

    // At every place on its way, the gap looks like a gap that was opened there.
    [Test]
    public void A_gap_is_found_wherever_it_has_come_to()
    {
        Random random = new(7);
        int[] places = [0, 1, 84, 85, ManyExtents.Count / 2, ManyExtents.Count - 1, .. Enumerable.Range(0, IsSoak ? 500 : 2).Select(_ => random.Next(ManyExtents.Count))];
        file.Mount.Restore();
        foreach (int place in places)
        {
            Open(place);
            Assert.That(file.State(), Is.EqualTo($"gap at {place * ManyExtents.Block}"));
            Assert.That(RecoverOperation.Recover(file.Path).Outcome, Is.EqualTo(RecoverOutcome.Undone));
            Assert.That(file.State(), Is.EqualTo("old"), $"gap at {place}");
        }
    }

    // The length was raised, and no extent has been moved yet.
    [Test]
    public void A_gap_that_has_not_come_from_the_end_is_cut_off([Values(ManyExtents.Block, 300, 1)] int raised)
    {
        file.Mount.Restore();
        Begin(_ => { });
        using (FileStream stream = new(file.Path, FileMode.Open))
        {
            stream.SetLength(file.Content.Length + raised);
        }

        RecoverOperation.Recover(file.Path);
        Assert.That(file.State(), Is.EqualTo("old"));
    }

    [TestCase("a backup copied over it", "cp \"$2\" \"$1\"", true)]
    [TestCase("a backup in its place", "rm \"$1\"; cp \"$2\" \"$1\"", true)]
    [TestCase("a copy of it as it is", "cp --reflink=never \"$1\" \"$1.copy\"; cp --reflink=never \"$1.copy\" \"$1\"", false)]
    [TestCase("a longer file copied over it", "{ cat \"$2\"; head -c 1024 /dev/zero; } >\"$1\"", false)]
    [TestCase("another file of the length that it should have", "head -c $(stat -c %s \"$1\") /dev/urandom >\"$1\"", false)]
    [TestCase("another file of the length that it had", "head -c $(stat -c %s \"$2\") /dev/urandom >\"$1\"", false)]
    [TestCase("a byte changed behind the gap's place", "printf x | dd of=\"$1\" bs=1 seek=100 conv=notrunc status=none", false)]
    public void A_file_that_is_not_the_one_with_the_gap_is_left_alone(string name, string script, bool isWhole)
    {
        file.Mount.Restore();
        File.WriteAllBytes(file.Mount["backup"], file.Content);
        Open(ManyExtents.Count / 3);
        Assert.That(TemporaryMount.Run("sh", "-ec", script, "sh", file.Path, file.Mount["backup"]), Is.Null);
        byte[] before = File.ReadAllBytes(file.Path);
        try
        {
            RecoverOperation.Recover(file.Path);
            Assert.That(isWhole, $"{name} was taken for the file");
        }
        catch (ContainerException)
        {
            Assert.That(File.Exists(file.Journal));
        }

        Assert.That(File.ReadAllBytes(file.Path).AsSpan().SequenceEqual(before), $"{name} was changed");
    }

    [Test]
    public void Above_the_most_extents_the_file_is_copied()
    {
        file.Mount.Restore();
        using MappedFile mapped = MappedFile.Open(file.Path, MapAccess.ReadWrite);
        Assert.That(mapped.Extents.TryMap(0, ManyExtents.Count), Has.Count.EqualTo(ManyExtents.Count));
        Assert.That(mapped.Extents.TryMap(0, ManyExtents.Count - 1), Is.Null);
    }

    private static void Adopt(string path) => LayoutRecording.Record(path, "", layout => layout, RecordingPlace.Adopt);

    // The state if the call that opens the gap stops while the gap is at this block.
    private void Open(int place) => Begin(mapped => Assert.That(mapped.TryInsertRange((long)place * ManyExtents.Block, ManyExtents.Block)));

    private void Begin(Action<MappedFile> stop)
    {
        using MappedFile mapped = MappedFile.Open(file.Path, MapAccess.ReadWrite);
        IByteTarget target = mapped;
        byte[] header = new byte[ManyExtents.Block];
        new Random(3).NextBytes(header);
        GapOpening? gap = GapOpening.TryPlan(target, 0, ManyExtents.Block, header);
        Assert.That(gap, Is.Not.Null);
        using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(file.Path), target, TargetIdentity.Of(mapped), "a gap", [], gap);
        stop(mapped);
    }
}
