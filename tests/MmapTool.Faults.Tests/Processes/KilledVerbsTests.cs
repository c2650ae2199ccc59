using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>kill -9 and SIGTERM at random instants of every way that a file is changed, and of its recovery: it is old or new, and nothing is left beside it.</summary>
[Platform("Unix")]
[TestFixture(CommandForm.Quickest)]
public sealed class KilledVerbsTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 24 << 20;

    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 60 : 2;

    private static IEnumerable<FileChange> Changes => [FileChange.Patch(Length), FileChange.Convert(Length), FileChange.Adopt(Length), FileChange.Reshape(Length)];

    [TestCaseSource(nameof(Changes))]
    public void Killed_at_any_instant_it_is_recovered(FileChange change)
    {
        using TemporaryFolder folder = new();
        Try(change, folder.Path, "KILL");
    }

    [TestCaseSource(nameof(Changes))]
    public void Terminated_at_any_instant_it_ends_whole_or_is_recovered(FileChange change)
    {
        using TemporaryFolder folder = new();
        Try(change, folder.Path, "TERM");
    }

    [TestCase("KILL")]
    [TestCase("TERM")]
    public void Interrupted_at_any_instant_a_header_in_front_is_old_or_new_where_the_file_is_copied(string signal)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(160 << 20, features: "^extent,^64bit");
        Directory.CreateDirectory(mount["data"]);
        Try(FileChange.Adopt(Length), mount["data"], signal);
    }

    private static void Try(FileChange change, string folder, string signal)
    {
        string path = Path.Combine(folder, "file");
        Random random = new(signal.Length + Length);
        Stopwatch watch = Stopwatch.StartNew();
        Restore();
        Assert.That(Command.Run(change.For(path)), Has.Property("ExitCode").Zero);
        TimeSpan whole = watch.Elapsed;
        Dictionary<string, int> ends = [];
        for (int round = 0; round < Rounds; round++)
        {
            Restore();
            int exit = Interrupt(change.For(path));
            bool found = File.Exists(path + ".mmap-journal");
            if (found)
            {
                // The recovery is interrupted as well.
                Interrupt(["recover", path]);
            }

            ProcessRun run = Command.Run("recover", path);
            string state = change.StateOf(path);
            string end = $"exit {exit}, {(found ? "a journal" : "no journal")}, {state}";
            ends[end] = ends.GetValueOrDefault(end) + 1;
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run, Has.Property("ExitCode").Zero.And.Property("Error").Empty, end);
                Assert.That(state, Is.AnyOf("old", "new"), end);
                Assert.That(exit != 0 || (state == "new" && !found), Is.True, end);
                Assert.That(signal != "TERM" || exit is 0 or 130 or 128 + 15, Is.True, end);

                // A copy has a name of its own only for an instant: when it is complete, and before it takes the file's name.
                string[] left = [.. Directory.GetFiles(folder).Where(other => other != path)];
                Assert.That(left.Where(other => signal == "TERM" || change.StateOf(other) != "new"), Is.Empty, end);
            }
        }

        TestContext.Out.WriteLine(string.Join("; ", ends.Select(end => $"{end.Value} times {end.Key}")));

        void Restore()
        {
            foreach (string file in Directory.GetFiles(folder))
            {
                File.Delete(file);
            }

            File.WriteAllBytes(path, change.Old);
        }

        int Interrupt(string[] arguments)
        {
            ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            if (!process.WaitForExit(random.Next((int)whole.TotalMilliseconds * 11 / 10)))
            {
                ChangedFile.Signal(process, signal);
            }

            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
