using System.Globalization;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Every verb with few threads, few descriptors or little address space: it is done, or refused by one line with nothing written.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class ShortageTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string[][] Verbs =
    [
        ["info", "FILE"],
        ["show", "FILE", "<f4", "--all"],
        ["show", "FILE", "--hex", "--all"],
        ["stats", "FILE"],
        ["stats", "FILE", "<f4(-1,64)@0", "--axis", "0", "--progress", "always"],
        ["find", "FILE", "7", "--count"],
        ["hash", "FILE"],
        ["hash", "FILE", "--algorithm", "crc32"],
        ["extract", "FILE", "-o", "OUT"],
        ["extract", "FILE", "u1(1024,-1).T", "-o", "OUT"],
        ["extract", "FILE", "[::2]", "-o", "-"],
        ["cast", "FILE", "--to", "<u2", "-o", "OUT.npy"],
        ["reshape", "FILE", "--to", "2,-1"],
        ["convert", "FILE", "<i2", "--to", "<i4", "-o", "OUT"],
        ["convert", "FILE", "<i2", "--to", ">i2", "--in-place"],
        ["patch", "FILE", "u1 ^= 5"],
        ["patch", "FILE", "[5] = 7"],
        ["recover", "FILE"],
        ["run", "COMMANDS"],
    ];

    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 8 << 20).Select(number => (byte)(number * 7))];

    [Test]
    public void Three_threads_are_enough_for_all_verbs()
    {
        if (!Directory.Exists("/sys/fs/cgroup/pids") || Environment.UserName != "root")
        {
            Assert.Ignore("limits of a group of processes need root and cgroup v1 in /sys/fs/cgroup/pids");
        }

        string group = Directory.CreateDirectory($"/sys/fs/cgroup/pids/mmaptool-{Environment.ProcessId}").FullName;
        try
        {
            File.WriteAllText(Path.Combine(group, "pids.max"), "3");
            Each($"echo $$ > {group}/cgroup.procs", mayFail: false);
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    [Test]
    public void Few_descriptors_are_an_error_of_one_line([Values(5, 6, 7, 8, 9, 10, 12)] int count) => Each($"ulimit -n {count}", mayFail: true);

    // With less than about 300 MiB the runtime sometimes ends the process before the command begins: its heap and the allocator's areas for threads do not fit.
    [Test]
    public void Little_address_space_is_an_error_of_one_line([Values(400_000, 524_288, 1_000_000)] int kibibytes) => Each($"ulimit -v {kibibytes}", mayFail: true);

    private static void Each(string limit, bool mayFail)
    {
        List<string> failures = [];
        foreach (string[] verb in Verbs)
        {
            using TemporaryFolder folder = new();
            string file = folder.Write("file", Bytes);
            File.WriteAllText(folder["commands"], $"[\"stats\",\"{file}\"]\n[\"show\",\"{file}\",\"[:4]\"]\n");
            string[] words =
            [
                Command.Start.Program, .. Command.Start.Prefix,
                .. verb.Select(word => word switch { "FILE" => file, "COMMANDS" => folder["commands"], "OUT" => folder["out"], "OUT.npy" => folder["out.npy"], _ => word }),
            ];

            // exec, because the shell counts as a process.
            ProcessRun run = ProcessRun.Of("bash", ["-c", $"{limit}; exec \"$@\" > '{folder["answer"]}'", "bash", .. words]);
            string said = run.Error.Trim();
            bool isRight = run.ExitCode == 0 || (mayFail && run.ExitCode == 3 && said.StartsWith("mmaptool: ", StringComparison.Ordinal) && File.ReadAllBytes(file).AsSpan().SequenceEqual(Bytes));
            bool isLine = verb.Contains("always") || !said.Contains('\n', StringComparison.Ordinal);
            if (!isRight || !isLine || said.Contains("internal error", StringComparison.Ordinal))
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{limit}: {string.Join(' ', verb)}: exit {run.ExitCode}, {said}"));
            }
        }

        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }
}
