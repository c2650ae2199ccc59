using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// The power goes off at every write, sync and unlink of the real command on a real file system. The command is killed there, some pages that
/// were not synced are written, and the file system is stopped and mounted again. Then the file is recovered, and is old or new, byte for byte;
/// and new if the command had reported success.
/// </summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class PowerCutTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 200_001;

    // Smaller ones are stored whole while planning, and never go by chunks.
    private const int LongLength = 1_100_000;

    // Several chunks of a change need a file that is larger than one.
    private const int ChunkedLength = (64 << 20) + 1_000_000;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    private static IEnumerable<FileChange> Changes =>
        [FileChange.Patch(Length), FileChange.ByChunks(LongLength, keepUndo: false), FileChange.ByChunks(LongLength, keepUndo: true), FileChange.Convert(Length), FileChange.Adopt(Length), FileChange.Reshape(Length), FileChange.Grow(Length), FileChange.Shrink(Length)];

    [TestCaseSource(nameof(Changes))]
    public void The_file_is_old_or_new_after_a_power_cut_at_any_step(FileChange change)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        Disk disk = new(mount, change, seed: 1);
        Assert.That(disk.Failures(rounds: IsSoak ? 10 : 0), Is.Empty);
        Report(disk);
    }

    private static IEnumerable<FileChange> RecoveredChanges => Changes.Where((_, index) => IsSoak || index is 0 or 2 or 4 or 6);

    [TestCaseSource(nameof(RecoveredChanges))]
    public void A_recovery_is_recovered_after_a_power_cut_at_any_step(FileChange change)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        Disk disk = new(mount, change, seed: 2) { IsRecoveryCut = true };
        Assert.That(disk.Failures(rounds: IsSoak ? 10 : 0, points: 1), Is.Empty);
        Report(disk);
    }

    [TestCase("xfs", "defaults")]
    [TestCase("ext4", "data=writeback")]
    [TestCase("ext4", "data=journal")]
    [TestCase("ext4", "nodelalloc")]
    [TestCase("ext4 without extents", "defaults")]
    public void The_file_is_old_or_new_after_a_power_cut_on_other_file_systems(string kind, string options)
    {
        foreach (FileChange change in Changes.Where((_, index) => IsSoak || index == 4 || (index == 0 && kind == "xfs")))
        {
            using TemporaryMount mount = Mount(kind, options);
            Disk disk = new(mount, change, seed: 3) { IsRecoveryCut = true };
            Assert.That(disk.Failures(rounds: IsSoak ? 5 : 0, points: 1), Is.Empty);
            Report(disk);
        }
    }

    [Test]
    public void The_file_is_old_or_new_after_a_power_cut_between_chunks()
    {
        if (!IsSoak)
        {
            Assert.Ignore("files of several chunks are tried where MMAPTOOL_SOAK=1");
        }

        foreach (FileChange change in (FileChange[])[FileChange.Convert(ChunkedLength), FileChange.ByChunks(ChunkedLength, false), FileChange.ByChunks(ChunkedLength, true)])
        {
            using TemporaryMount mount = TemporaryMount.Ext4(320 << 20);
            Disk disk = new(mount, change, seed: 4) { IsRecoveryCut = true };
            Assert.That(disk.Failures(rounds: 1, points: 60), Is.Empty);
            Report(disk);
        }
    }

    [TestCase("--no-journal", "neither old nor new")]
    [TestCase("--no-sync", "although success was reported")]
    public void The_test_notices_a_left_out_journal_or_sync(string option, string loss)
    {
        FileChange change = FileChange.Patch(Length);
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        Disk disk = new(mount, change with { Words = [.. change.Words, option] }, seed: 5);
        Assert.That(disk.Failures(rounds: 3, until: loss, backwards: option == "--no-sync"), Has.Some.Contains(loss));
    }

    private static TemporaryMount Mount(string kind, string options) =>
        kind == "xfs" ? TemporaryMount.Xfs(options) : TemporaryMount.Ext4(16 << 20, options, kind == "ext4" ? "extent" : "^extent,^64bit");

    private static void Report(Disk disk) => TestContext.Out.WriteLine($"{disk.Change} on {disk.Mount.Path}: {disk.Points} points, of {disk.Steps.Length - 1} steps");

    private sealed class Disk
    {
        private static readonly string[] RecoveryCalls = ["pwrite64", "fsync", "unlink"];
        private readonly Random random;
        private readonly string folder;

        public Disk(TemporaryMount mount, FileChange change, int seed)
        {
            (Mount, Change) = (mount, change);
            random = new(seed);
            folder = mount["data"];
            StoppedCommand.Require();
            if (ProcessRun.Find("xfs_io") is null)
            {
                Assert.Ignore("xfs_io was not found, which stops a file system (Debian: xfsprogs)");
            }

            Directory.CreateDirectory(folder);
            Restore();
            Steps = [.. StoppedCommand.Trace(mount["log"], change.For(File_)), StoppedCommand.Step.Never];
        }

        public TemporaryMount Mount { get; }

        public FileChange Change { get; }

        /// <summary>The command's steps, and its end.</summary>
        public StoppedCommand.Step[] Steps { get; }

        public int Points { get; private set; }

        public bool IsRecoveryCut { get; init; }

        private string File_ => Path.Combine(folder, "file");

        private string Journal => File_ + ".mmap-journal";

        /// <summary>The failures: at every step <paramref name="rounds"/> times, or for 0 rounds at a few of them and after the last.</summary>
        public List<string> Failures(int rounds, int points = 1, string? until = null, bool backwards = false)
        {
            List<string> failures = [];
            int[] steps = rounds > 0
                ? [.. Enumerable.Range(0, rounds).SelectMany(_ => Enumerable.Range(0, Steps.Length))]
                : [.. Enumerable.Range(0, points).Select(_ => random.Next(Steps.Length)), .. IsRecoveryCut ? [] : (int[])[Steps.Length - 1]];
            foreach (int step in backwards ? steps.AsEnumerable().Reverse() : steps)
            {
                if (Try(Steps[step]) is { } failure)
                {
                    failures.Add($"{Steps[step]}: {failure}");
                    if (until is not null && failure.Contains(until, StringComparison.Ordinal))
                    {
                        break;
                    }
                }

                Points++;
            }

            return failures;
        }

        private string? Try(StoppedCommand.Step step)
        {
            Restore();
            bool reported = StoppedCommand.Run(step, Change.For(File_));

            // A change that was reported as done stays, even if no further page was written.
            if (!reported || random.Next(2) == 0)
            {
                DirtyPages.WriteSome(random, folder, Mount["other"]);
            }

            Mount.CutPower();
            if (IsRecoveryCut)
            {
                StoppedCommand.Step recovery = new(RecoveryCalls[random.Next(RecoveryCalls.Length)], random.Next(1, 4));
                if (!StoppedCommand.Run(recovery, "recover", File_))
                {
                    DirtyPages.WriteSome(random, folder, Mount["other"]);
                }

                Mount.CutPower();
            }

            bool found = File.Exists(Journal);
            ProcessRun run = Command.Run("recover", File_);
            if (run.ExitCode != 0)
            {
                return $"recover: {run.Error}";
            }

            string state = Change.StateOf(File_);
            if (state is not ("old" or "new"))
            {
                return state;
            }

            if (reported && state == "old")
            {
                return "old, although success was reported";
            }

            // A recovery that was reported as done stays too, and leaves no file beside the target.
            if (found)
            {
                Mount.CutPower();
            }

            string after = Change.StateOf(File_);
            string[] left = [.. Directory.GetFiles(folder).Where(path => path != File_ && !Path.GetFileName(path).StartsWith('.'))];
            return after != state ? $"{state} after recovery, and {after} after a power cut thereafter" : left.Length > 0 ? $"{left[0]} is left" : null;
        }

        private void Restore()
        {
            foreach (string path in Directory.GetFiles(folder))
            {
                File.Delete(path);
            }

            File.WriteAllBytes(File_, Change.Old);
            Assert.That(TemporaryMount.Run("sync", "-f", folder), Is.Null);
        }
    }
}
