using System.Diagnostics;
using MmapTool.Faults.Tests.PowerCuts;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>kill -9 while a patch saves its undo. No change is final without its undo, and the undo of a change that was taken back does no harm.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class KillSavedUndoTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 24 << 20;
    private const int ShortLength = 200_001;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [TestCase("")]
    [TestCase("--undo-limit 0")]
    public void Killed_at_any_instant_a_change_that_is_final_has_its_undo(string options)
    {
        using TemporaryFolder folder = new();
        FileChange change = FileChange.Patch(Length);
        Random random = new(TestContext.CurrentContext.Random.Next());
        string[] words = Words(change, folder, options);
        Restore(change, folder);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.That(Command.Run(words), Has.Property("ExitCode").Zero);
        int whole = (int)watch.ElapsedMilliseconds;
        for (int round = 0; round < (IsSoak ? 60 : 4); round++)
        {
            Restore(change, folder);
            bool isKilled;
            using (Process process = Process.Start(new ProcessStartInfo(Command.Start.Program, [.. Command.Start.Prefix, .. words, "--quiet"]))!)
            {
                isKilled = !process.WaitForExit(whole / 4 + random.Next(whole));
                process.Kill();
                process.WaitForExit();
            }

            Check(change, folder, options, isKilled);
        }
    }

    [TestCase("")]
    [TestCase("--undo-limit 0")]
    public void Killed_at_any_step_a_change_that_is_final_has_its_undo(string options)
    {
        using TemporaryFolder folder = new();
        FileChange change = FileChange.Patch(ShortLength);
        Random random = new(options.Length);
        string[] words = Words(change, folder, options);
        Restore(change, folder);
        StoppedCommand.Step[] steps = StoppedCommand.Trace(folder["log"], words);

        // The last ones are those between the undo and the end.
        StoppedCommand.Step[] tried = IsSoak ? steps : [.. steps.Where((_, index) => index >= steps.Length - 9 || random.Next(steps.Length) < 5)];
        foreach (StoppedCommand.Step step in tried)
        {
            Restore(change, folder);
            Check(change, folder, options, isKilled: !StoppedCommand.Run(step, words));
        }
    }

    private static void Check(FileChange change, TemporaryFolder folder, string options, bool isKilled)
    {
        string path = folder["file"];
        string undo = folder["undo"];
        bool found = File.Exists(path + ".mmap-journal");
        Assert.That(Command.Run("recover", path), Has.Property("ExitCode").Zero.And.Property("Error").Empty);
        string state = change.StateOf(path);
        bool isKept = File.Exists(undo);
        string end = $"{(found ? "a journal" : "no journal")}, {state}, {(isKept ? "an undo" : "no undo")}";
        Assert.That(state, Is.AnyOf("old", "new"), end);
        Assert.That(isKilled || (state == "new" && !found), end);

        // A change that recovery finished in chunks may have no undo.
        Assert.That(isKept || state == "old" || (found && options.Length > 0), end);
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(isKept ? 2 : 1), end);
        if (isKept)
        {
            ProcessRun run = Command.Run("patch", path, "--apply", undo);
            Assert.That(run.ExitCode, Is.EqualTo(state == "new" ? 0 : 1), $"{end}: {run.Error}");
            Assert.That(change.StateOf(path), Is.EqualTo("old"), end);
        }
    }

    private static string[] Words(FileChange change, TemporaryFolder folder, string options) =>
        change.For(folder["file"], ["--save-undo", folder["undo"], .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    private static void Restore(FileChange change, TemporaryFolder folder)
    {
        foreach (string file in Directory.GetFiles(folder.Path))
        {
            File.Delete(file);
        }

        folder.Write("file", change.Old);
    }
}
