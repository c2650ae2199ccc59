using MmapTool.Formats.Nrrd;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A pipe at each name that a verb opens although the command line does not name it. No verb waits for the pipe's other end.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class PlantedPipeTests(CommandForm form) : CommandFixture(form)
{
    private const int Seconds = 20;
    private const int TimedOut = 124;

    private static readonly string[][] Verbs =
    [
        ["info", "FILE"],
        ["show", "FILE"],
        ["stats", "FILE"],
        ["find", "FILE", "7"],
        ["hash", "FILE"],
        ["extract", "FILE", "-o", "OUT"],
        ["cast", "FILE", "--to", "<u2"],
        ["cast", "FILE", "--to", "<u2", "--header"],
        ["cast", "FILE", "--to", "<u2", "--header", "--force"],
        ["cast", "FILE", "--to", "<u2", "--adopt", "npy"],
        ["reshape", "FILE", "--to", "2,-1"],
        ["convert", "FILE", "--to", "i1", "--in-place"],
        ["convert", "FILE", "--to", "i2", "-o", "OUT"],
        ["patch", "FILE", "[0] = 1"],
        ["patch", "FILE", "[0] = 1", "--save-undo", "OUT"],
        ["recover", "FILE"],
        ["recover", "FILE", "--show"],
    ];

    // The pipe may also be behind a link.
    private static IEnumerable<string> Places => [.. new NrrdFormat().HeaderPaths("data").Select(path => Path.GetFileName(path)), "data.mmap-journal"];

    [Test]
    public void No_verb_waits_for_a_pipe_beside_its_file([ValueSource(nameof(Places))] string place, [Values] bool linked) =>
        Each(folder =>
        {
            Make(folder, place, linked);
            return folder.Write("data", [.. Enumerable.Range(0, 64).Select(number => (byte)number)]);
        });

    [Test]
    public void No_verb_waits_for_a_pipe_that_a_header_names([Values] bool linked) =>
        Each(folder =>
        {
            Make(folder, "data", linked);
            return folder.Write("head.nhdr", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 64\nendian: little\nencoding: raw\ndata file: data\n"u8);
        });

    // A reading verb waits for a pipe that the command line names. A pipe can't be changed or recovered.
    [Test]
    public void No_verb_that_changes_waits_for_a_pipe_that_it_is_given([Values] bool linked)
    {
        using TemporaryFolder folder = new();
        Make(folder, "pipe-or-link", linked);
        foreach (string[] words in (string[][])
                 [
                     ["patch", "FILE", "[0] = 1"], ["convert", "FILE", "<u2", "--to", ">u2", "--in-place"], ["recover", "FILE"], ["recover", "FILE", "--show"],
                     ["recover", "FILE", "--undo"], ["recover", "FILE", "--finish"], ["recover", "FILE", "--discard"],
                 ])
        {
            string[] command = [Command.Start.Program, .. Command.Start.Prefix, .. words.Select(word => word == "FILE" ? folder["pipe-or-link"] : word)];
            ProcessRun run = ProcessRun.Of("timeout", [$"{Seconds}", .. command]);
            Assert.That((run.ExitCode, run.Output), Is.EqualTo((3, "")), string.Join(' ', words) + ": " + run.Error);
        }
    }

    private static void Make(TemporaryFolder folder, string place, bool linked)
    {
        string pipe = linked ? folder["pipe"] : folder[place];
        Assert.That(ProcessRun.Of("mkfifo", [pipe]).ExitCode, Is.Zero);
        if (linked)
        {
            File.CreateSymbolicLink(folder[place], pipe);
        }
    }

    private static void Each(Func<TemporaryFolder, string> make)
    {
        List<string> failures = [];
        foreach (string[] verb in Verbs)
        {
            using TemporaryFolder folder = new();
            string file = make(folder);
            string[] words = [.. verb.Select(word => word switch { "FILE" => file, "OUT" => folder["out"], _ => word })];
            ProcessRun run = ProcessRun.Of("timeout", ["-s", "KILL", $"{Seconds}", Command.Start.Program, .. Command.Start.Prefix, .. words]);
            if (run.ExitCode is not (0 or 1 or 2 or 3) || run.ExitCode == TimedOut || run.Error.Contains("internal error", StringComparison.Ordinal))
            {
                failures.Add($"{string.Join(' ', verb)}: exit {run.ExitCode}, {run.Error.Trim()}");
            }
        }

        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }
}
