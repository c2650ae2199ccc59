using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>If a file is cut while it is read, that is an error and never a signal, in every verb that reads and every way of reading.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class CutWhileReadTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 24 << 20;

    private static readonly string[][] Verbs =
    [
        ["stats", "FILE", "--io", "IO"],
        ["stats", "FILE", "<f4(-1,64)@0", "--axis", "0", "--io", "IO"],
        ["stats", "FILE", "<i2", "--histogram", "10", "--io", "IO"],
        ["find", "FILE", "\"zzzzz\"", "--io", "IO"],
        ["find", "FILE", "7", "--in", "<i4[::3]", "--count", "--io", "IO"],
        ["hash", "FILE", "--algorithm", "crc32", "--io", "IO"],
        ["hash", "FILE", "[::-1]", "--io", "IO"],
        ["extract", "FILE", "-o", "OUT", "--force", "--io", "IO"],
        ["extract", "FILE", "u1(-1,1024)@0.T", "-o", "OUT", "--force", "--io", "IO"],
        ["extract", "FILE", "[::3]", "-o", "-", "--io", "IO"],
        ["extract", "FILE", "<f4", "--as", "csv", "-o", "OUT", "--force"],
        ["convert", "FILE", "<i2", "--to", "<i4", "-o", "OUT", "--force", "--io", "IO"],
        ["show", "FILE", "<f4", "--all"],
        ["show", "FILE", "--hex", "--all"],
        ["info", "FILE"],
    ];

    // Of each verb with each way of reading.
    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? int.Parse(Environment.GetEnvironmentVariable("MMAPTOOL_CUTS") ?? "1000", System.Globalization.CultureInfo.InvariantCulture) : 2;

    // Of all verbs, as a cut may come too late for one of them.
    private readonly Dictionary<int, int> statuses = [];

    [OneTimeTearDown]
    public void Some_cut_was_met_while_the_file_was_read()
    {
        TestContext.Out.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Value} times exit {status.Key}")));
        if (statuses.Count > 0)
        {
            Assert.That(statuses, Does.ContainKey(3), "no cut was met while the file was read");
        }
    }

    // A case a verb: a soak of all verbs takes longer than the limit of one test.
    [TestCaseSource(nameof(Verbs))]
    public void No_cut_ends_a_verb_by_a_signal(params string[] verb)
    {
        Random random = new(Seeds.Next("cuts"));
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[Length];
        random.NextBytes(bytes);
        string[] ways = verb.Contains("IO") ? ["auto", "mapped", "buffered"] : [""];
        TimeSpan usual = Timed(folder, verb, ways[0], bytes);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string way in ways)
            {
                Cut(folder, verb, way, bytes, usual, random);
            }
        }
    }

    private void Cut(TemporaryFolder folder, string[] verb, string way, byte[] bytes, TimeSpan usual, Random random)
    {
        string file = folder.Write("file", bytes);
        using Process process = Start(folder, verb, way);
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Thread.Sleep(usual * random.NextDouble());
        long left = random.Next(4) switch { 0 => 0, 1 => 4096, 2 => random.Next(Length), _ => Length - 1 };
        using (FileStream cut = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(left);
        }

        process.WaitForExit();
        output.Wait();
        string said = error.Result;
        statuses[process.ExitCode] = statuses.GetValueOrDefault(process.ExitCode) + 1;
        string where = $"{string.Join(' ', verb)} {way}, cut to {left}: exit {process.ExitCode}, {said}";

        // A file that was cut before it was opened is only a shorter one, whose bytes may not fit the view.
        Assert.That(process.ExitCode, Is.AnyOf(0, 1, 2, 3), where);
        Assert.That(said.TrimEnd().Split('\n'), Has.Length.EqualTo(1), where);
        Assert.That(said, Does.Not.Contain("internal error"), where);
        if (process.ExitCode == 3)
        {
            Assert.That(said, Does.Contain("truncated").Or.Contain("could not be read"), where);
        }
    }

    private static TimeSpan Timed(TemporaryFolder folder, string[] verb, string way, byte[] bytes)
    {
        folder.Write("file", bytes);
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Start(folder, verb, way);
        _ = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        return watch.Elapsed;
    }

    private static Process Start(TemporaryFolder folder, string[] verb, string way)
    {
        string[] words = [.. verb.Select(word => word switch { "FILE" => folder["file"], "OUT" => folder["out"], "IO" => way, _ => word })];
        return Process.Start(new ProcessStartInfo(Command.Start.Program, [.. Command.Start.Prefix, .. words]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }
}
