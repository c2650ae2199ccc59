using System.Diagnostics;
using MmapTool.Faults.Tests.PowerCuts;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>kill -9 while an output is written. The output has no name until it is complete, so nothing of it is left.</summary>
[Platform("Linux")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[TestFixture(CommandForm.Quickest)]
public sealed class UnfinishedOutputTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 48 << 20;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [TestCase("extract FILE u1[1:] -o OUT")]
    [TestCase("convert FILE <u2 --to >u4 -o OUT")]
    public void Killed_at_any_instant_it_leaves_nothing_or_the_whole(string line)
    {
        using TemporaryFolder folder = new();
        RequireNameless(folder.Path);
        byte[] old = Bytes(Length);
        string path = folder.Write("file", old);
        string[] words = Words(line, path, folder["out"]);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.That(Command.Run(words), Has.Property("ExitCode").Zero);
        int whole = (int)watch.ElapsedMilliseconds;
        byte[] expected = File.ReadAllBytes(folder["out"]);
        Random random = new(TestContext.CurrentContext.Random.Next());
        for (int round = 0; round < (IsSoak ? 60 : 6); round++)
        {
            bool replaces = round % 2 == 1;
            byte[]? before = replaces ? [1, 2, 3] : null;
            Restore(folder["out"], before);
            using (Process process = Process.Start(new ProcessStartInfo(Command.Start.Program, [.. Command.Start.Prefix, .. words, .. (string[])(replaces ? ["--force"] : []), "--quiet"]))!)
            {
                process.WaitForExit(whole / 4 + random.Next(whole));
                process.Kill();
                process.WaitForExit();
            }

            Check(folder.Path, path, old, folder["out"], before, expected, isRenaming: false);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Killed_at_any_step_it_leaves_nothing_or_the_whole(bool replaces)
    {
        using TemporaryFolder folder = new();
        RequireNameless(folder.Path);
        byte[] old = Bytes(3 << 20);
        string path = folder.Write("file", old);
        byte[]? before = replaces ? [1, 2, 3] : null;
        string[] words = [.. Words("extract FILE u1[1:] -o OUT --quiet", path, folder["out"]), .. (string[])(replaces ? ["--force"] : [])];
        Restore(folder["out"], before);
        StoppedCommand.Step[] steps = StoppedCommand.Trace(folder["log"], words);
        Assert.That(steps.Select(step => step.Call), Has.Some.EqualTo("linkat"), "the output has got its name by another way");
        foreach (StoppedCommand.Step step in steps)
        {
            Restore(folder["out"], before);
            StoppedCommand.Run(step, words);
            Check(folder.Path, path, old, folder["out"], before, old[1..], step.Call.StartsWith("rename", StringComparison.Ordinal));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_file_that_can_get_no_name_is_copied(bool replaces)
    {
        StoppedCommand.Require();
        using TemporaryFolder folder = new();
        RequireNameless(folder.Path);
        byte[] old = Bytes(3 << 20);
        string path = folder.Write("file", old);
        Restore(folder["out"], replaces ? [1, 2, 3] : null);
        if (replaces)
        {
            File.SetUnixFileMode(folder["out"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        ProcessRun run = ProcessRun.Of(
            "strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=linkat", "-e", "inject=linkat:error=EPERM", Command.Start.Program, .. Command.Start.Prefix, .. Words("extract FILE u1[1:] -o OUT --quiet", path, folder["out"]), .. (string[])(replaces ? ["--force"] : [])]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run, Has.Property("ExitCode").Zero.And.Property("Error").Empty);
            Assert.That(File.ReadAllBytes(folder["out"]).AsSpan().SequenceEqual(old.AsSpan(1)));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2));
            Assert.That(!replaces || File.GetUnixFileMode(folder["out"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead), "the mode was not kept");
        }
    }

    private static void Check(string folder, string path, byte[] old, string output, byte[]? before, byte[] expected, bool isRenaming)
    {
        string[] left = [.. Directory.GetFiles(folder).Where(file => file != path && file != output)];
        using (Assert.EnterMultipleScope())
        {
            // An output gets a name an instant before it is renamed over an existing file.
            Assert.That(left, isRenaming ? Has.Length.EqualTo(1) : Is.Empty);
            Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(old), "the input");
            byte[]? there = File.Exists(output) ? File.ReadAllBytes(output) : null;
            Assert.That(there is null ? before is null : there.AsSpan().SequenceEqual(expected) || (before is not null && there.AsSpan().SequenceEqual(before)), "the output is neither whole nor what was there");
        }

        foreach (string file in left)
        {
            Assert.That(File.ReadAllBytes(file).AsSpan().SequenceEqual(expected), "what is left is not complete");
            File.Delete(file);
        }
    }

    private static void Restore(string output, byte[]? before)
    {
        File.Delete(output);
        if (before is not null)
        {
            File.WriteAllBytes(output, before);
        }
    }

    private static string[] Words(string line, string path, string output) =>
        [.. line.Split(' ').Select(word => word == "FILE" ? path : word == "OUT" ? output : word)];

    private static void RequireNameless(string folder)
    {
        if (Python.Print("-c", $"import os\ntry:\n os.open('{folder}', os.O_TMPFILE | os.O_RDWR)\n print('there')\nexcept OSError as e:\n print(e)").Trim() is var answer && answer != "there")
        {
            Assert.Ignore($"this file system has no files without a name: {answer}");
        }
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
