using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>kill -9 and other signals in the midst of a real change of a real file.</summary>
[Platform("Unix")]
[TestFixture(CommandForm.Quickest)]
public sealed class KillTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 96 << 20;

    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 50 : 5;

    [TestCase("", false)]
    [TestCase("--undo-limit 0", false)]
    [TestCase("--undo-limit 0", true)]
    public void Killed_at_any_instant_the_file_is_recovered_to_old_or_new(string options, bool byHalves)
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], Length);
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Random random = new(TestContext.CurrentContext.Random.Next());
        int journals = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using (Process process = byHalves ? file.InvertByHalves(words) : file.Invert(words))
            {
                file.AwaitJournal(process);
                process.WaitForExit(random.Next(round == 0 ? 1 : 400));
                process.Kill();
                process.WaitForExit();
            }

            if (!File.Exists(file.Journal))
            {
                Assert.That(file.State, Is.AnyOf("old", "new"));
                continue;
            }

            journals++;
            ProcessRun refused = Command.Run("info", file.Path);
            Expect.Exit(refused, 4, "mmaptool recover");

            // In one round out of three the recovery is killed as well.
            if (round % 3 == 1)
            {
                using Process recovery = Process.Start(Command.Start.Program, [.. Command.Start.Prefix, "recover", file.Path, "--quiet"]);
                recovery.WaitForExit(150 + random.Next(400));
                recovery.Kill();
                recovery.WaitForExit();
            }

            ProcessRun run = Command.Run("recover", file.Path);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run, Has.Property("ExitCode").Zero.And.Property("Error").Empty);
                Assert.That(file.State, Is.AnyOf("old", "new"));
                Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { file.Path }));
            }
        }

        Assert.That(journals, Is.Positive, "no kill came in the midst of a change");
    }

    [TestCase("INT", "")]
    [TestCase("TERM", "")]
    [TestCase("INT", "--undo-limit 0")]
    [TestCase("TERM", "--undo-limit 0")]
    public void A_signal_in_mid_change_ends_it_whole(string signal, string options)
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], Length);
        using Process process = file.Invert(options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        file.AwaitJournal(process);
        Stopwatch watch = Stopwatch.StartNew();
        ChangedFile.Signal(process, signal);
        process.WaitForExit();
        TestContext.Out.WriteLine($"ended after {watch.Elapsed.TotalSeconds:0.0} s with exit {process.ExitCode}");

        // The limit is two seconds; a shared disk that is slow to sync gets more. On such a disk the change may be left to be recovered.
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        bool isLeft = File.Exists(file.Journal);
        if (isLeft)
        {
            Expect.Exit(new(process.ExitCode, "", process.StandardError.ReadToEnd()), 4, "mmaptool recover");
            Assert.That(Command.Run("recover", file.Path, "--undo").ExitCode, Is.Zero);
        }

        string state = file.State;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((process.ExitCode, state), isLeft ? Is.EqualTo((4, "old")) : Is.AnyOf((130, "old"), (0, "new")));
            Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { file.Path }));
        }
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_second_signal_leaves_the_journal_which_recovers(string signal)
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], Length);
        using Process process = file.Invert();
        file.AwaitJournal(process);
        ChangedFile.Signal(process, signal);
        ChangedFile.Signal(process, signal);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(Command.Run("recover", file.Path).ExitCode, Is.Zero);
        Assert.That(file.State, Is.EqualTo("old"));
    }

    [Test]
    public void A_change_too_far_to_take_back_is_left_to_be_finished()
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("file", 256 << 20);
        ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, "patch", path, "u1 = 1", "--undo-limit", "0"]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string journal = path + ".mmap-journal";

        // The second of four chunks has begun when the second record has its head. The bytes of that record are written before, while the first chunk is synced.
        while (!process.HasExited && !HasSecondRecord(journal))
        {
            Thread.Yield();
        }

        ChangedFile.Signal(process, "TERM");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            Assert.Ignore("the change was over before the signal came");
        }

        Expect.Exit(new(process.ExitCode, "", error), 4, "mmaptool recover");
        Assert.That(Command.Run("recover", path, "--undo"), Has.Property("ExitCode").EqualTo(2));
        Assert.That(Command.Run("recover", path), Has.Property("ExitCode").Zero);
        Assert.That(File.ReadAllBytes(path).AsSpan().IndexOfAnyExcept((byte)1), Is.EqualTo(-1));
        Assert.That(File.Exists(journal), Is.False);
    }

    // A record begins on a page, and holds 64 MiB.
    private static bool HasSecondRecord(string journal)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] head = new byte[4];
            return Enumerable.Range(0, 4).Any(page => RandomAccess.Read(handle, head, (64 << 20) + (page * 4096L)) == head.Length && head.AsSpan().SequenceEqual("JREC"u8));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
