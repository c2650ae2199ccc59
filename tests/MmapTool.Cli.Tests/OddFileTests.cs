using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>
/// Files that can't be mapped or tell no length, and standard streams that are closed, by the command as a process. A shell's work with the same files
/// is the oracle. Nothing waits that a signal does not end, and no output lands in a file.
/// </summary>
[Platform("Linux")]
public sealed class OddFileTests
{
    private static string Program => CommandRunner.Program ?? Path.Combine(AppContext.BaseDirectory, "mmaptool");

    [TestCase("/proc/version")]
    [TestCase("/proc/filesystems")]
    [TestCase("/proc/sys/kernel/osrelease")]
    [TestCase("/sys/kernel/mm/transparent_hugepage/enabled")]
    [TestCase("/sys/kernel/mm/transparent_hugepage/defrag")]
    [TestCase("/sys/fs/cgroup/cgroup.controllers")]
    public void A_file_of_the_kernel_is_what_it_gives(string path)
    {
        if (!File.Exists(path))
        {
            Assert.Ignore($"there is no {path} here");
        }

        string text = File.ReadAllText(path);
        Assert.That(text, Is.Not.Empty);
        using TemporaryFolder folder = new();
        Assert.That(Shell($"\"$0\" extract {path} -o -"), Is.EqualTo(text));
        Assert.That(Shell($"\"$0\" info {path} --json"), Does.Contain($"\"size\":{text.Length},"));
        Assert.That(Shell($"\"$0\" find {path} '\"{text[..3]}\"' --limit 1"), Does.StartWith("0 0x0 [0]"));
        Assert.That(Shell($"\"$0\" hash {path}; sha256sum {path}").Split('\n')[..2], Is.All.EqualTo(Shell($"sha256sum {path}").TrimEnd()));
        Assert.That(Shell($"cd {folder.Path}; \"$0\" extract {path} -o out --quiet; cmp {path} out && echo same"), Is.EqualTo("same\n"));
        Assert.That(Shell($"cd {folder.Path}; head -c 3 /dev/zero > f; \"$0\" patch f '[0:3] = @{path}::[0:3]' --quiet; cat f"), Is.EqualTo(text[..3]));
        foreach (string change in (string[])["patch {0} '[0] = 1'", "patch {0} '[0] = 1' --dry-run", "convert {0} --to i1 --in-place", "cast {0} --to i1 --adopt npy"])
        {
            Assert.That(Shell($"\"$0\" {string.Format(null, change, path)} 2>&1; echo $?"), (Does.Contain("file of the kernel").Or.Contain("permission denied")).And.EndWith("\n3\n"), change);
        }

        Assert.That(File.ReadAllText(path), Is.EqualTo(text));
    }

    [Test]
    public void A_pipe_with_a_name_or_without_is_read_to_its_end()
    {
        using TemporaryFolder folder = new();
        Assert.That(Shell($"cd {folder.Path}; mkfifo p; (sleep 0.2; printf 'ab'; sleep 0.2; printf 'cd') > p & \"$0\" show p --csv '(2,2)' 2>&1; wait; \"$0\" patch p '[0] = 1' 2>&1; echo $?").Split('\n'),
            Has.Some.EqualTo("3").And.Some.Contains("is a pipe, not a regular file"));
        Assert.That(Shell($"cd {folder.Path}; (printf abcd) > p & \"$0\" show p '[1:3]'"), Is.EqualTo("[98, 99]\n"));
        Assert.That(Shell("printf abcd | \"$0\" show /dev/stdin '[1:3]'"), Is.EqualTo("[98, 99]\n"));
        Assert.That(Shell("printf abcd | \"$0\" show /proc/self/fd/0 '[1:3]'"), Is.EqualTo("[98, 99]\n"));
    }

    [TestCase("show /dev/zero")]
    [TestCase("hash /dev/random")]
    [TestCase("show /dev/tty")]
    [TestCase("show - < /dev/zero")]
    [TestCase("extract - -o out < /dev/urandom")]
    [TestCase("patch f '[0] = 1' --apply /dev/zero")]
    [TestCase("patch f '[0:1] = @/dev/zero::'")]
    public void A_device_without_an_end_is_refused_at_once(string command)
    {
        using TemporaryFolder folder = new();
        folder.Write("f", "abc"u8);
        string answer = Shell($"cd {folder.Path}; timeout -s KILL 20 \"$0\" {command.Replace("'[0] = 1' --apply", "--apply", StringComparison.Ordinal)} 2>&1; echo $?");
        Assert.That(answer, Does.Contain("is a character device, which may have no end; copy a part of it: head -c N ").And.EndWith("\n3\n"));
        Assert.That(Shell($"cd {folder.Path}; ls; cat f"), Is.EqualTo("f\nabc"));
    }

    [TestCase("show p")]
    [TestCase("run p")]
    [TestCase("patch f --script p")]
    [TestCase("patch f '[0] = @p'")]
    [TestCase("show - < q")]
    [TestCase("run - < q")]
    [TestCase("patch f --script - < q")]
    public void One_signal_ends_a_wait_for_a_pipe(string command)
    {
        using TemporaryFolder folder = new();
        folder.Write("f", "abc"u8);

        // Pipe p has no writer; pipe q has a writer that writes nothing.
        string answer = Shell($"cd {folder.Path}; mkfifo p q; sleep 30 > q & s=$!; (\"$0\" {command} 2>err; echo $? >status) & sleep 1.5; kill -TERM $(pgrep -P $!) ; wait $!; kill $s; cat status; cat f; ls");
        Assert.That(answer, Does.StartWith("130\nabc"));
        Assert.That(answer, Does.Not.Contain("journal").And.Not.Contain(".tmp"));
    }

    [Test]
    public void Standard_input_that_is_closed_is_empty()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("f", "abc"u8);
        Assert.That(Shell("timeout -s KILL 20 \"$0\" run - <&-; echo $?"), Is.EqualTo("0\n"));
        Assert.That(Shell("timeout -s KILL 20 \"$0\" show - --json <&-; echo $?"), Is.EqualTo("[]\n0\n"));
        Assert.That(Shell("timeout -s KILL 20 \"$0\" hash - <&-").Split(' ')[0], Is.EqualTo(Shell("sha256sum </dev/null").Split(' ')[0]));
        Assert.That(Shell($"timeout -s KILL 20 \"$0\" patch {path} --script - <&-; echo $?"), Does.EndWith("\n0\n"));
        Assert.That(Shell($"timeout -s KILL 20 \"$0\" patch {path} '[0] = @-' <&- 2>&1; echo $?"), Does.Contain("standard input ended after 0 of the 1 byte").And.EndWith("\n2\n"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("abc"));
    }

    [Test]
    public void With_streams_closed_nothing_is_printed_into_a_file()
    {
        using TemporaryFolder folder = new();
        foreach (int closed in (int[])[1, 2, 4, 7])
        {
            string ends = $"{((closed & 1) != 0 ? " <&-" : " </dev/null")}{((closed & 2) != 0 ? " >&-" : " >out")}{((closed & 4) != 0 ? " 2>&-" : " 2>err")}";
            string path = folder.Write("f", "abcdefgh"u8);
            string other = folder.Write("g", "01234567"u8);
            Shell($"cd {folder.Path}; rm -f out err o; \"$0\" patch f '[0] = 65' '[1] = @g::[1]'{ends}");
            Assert.That(File.ReadAllText(path), Is.EqualTo("A1cdefgh"), ends);
            Shell($"cd {folder.Path}; \"$0\" patch f '[0] = 300'{ends}; \"$0\" show f{ends}; \"$0\" show nosuch{ends}; echo '[\"show\",\"f\"]' >list; \"$0\" run list{ends}; \"$0\" extract f -o -{ends}; \"$0\" info f --json{ends}");
            Assert.That(File.ReadAllText(path), Is.EqualTo("A1cdefgh"), ends);
            Assert.That(File.ReadAllText(other), Is.EqualTo("01234567"), ends);
            Shell($"cd {folder.Path}; \"$0\" extract f -o o{ends}; \"$0\" convert f -o c --force --to i1{ends}");
            Assert.That(File.ReadAllText(folder["o"]), Is.EqualTo("A1cdefgh"), ends);
            Assert.That(File.ReadAllText(folder["c"]), Is.EqualTo("A1cdefgh"), ends);
        }
    }

    [Test]
    public void An_endless_line_ends_at_the_limit_and_at_a_signal()
    {
        using TemporaryFolder folder = new();
        folder.Write("f", "abc"u8);
        Assert.That(Shell("timeout -s KILL 120 \"$0\" run /dev/zero 2>&1; echo $?"), Does.Contain("line 1 is longer than 1073741824 bytes").And.EndWith("\n2\n"));
        Assert.That(Shell($"cd {folder.Path}; timeout -s KILL 120 \"$0\" patch f --script /dev/zero 2>&1; echo $?"), Does.Contain("the line is longer than 16777216 bytes").And.EndWith("\n2\n"));

        // A line that grows slowly: the signal is seen between two reads.
        string answer = Shell($"cd {folder.Path}; mkfifo q; (while printf aaaa; do sleep 0.01; done) > q & s=$!; (\"$0\" run q 2>err; echo $? >status) & sleep 1.5; kill -TERM $(pgrep -P $!); wait $!; kill $s; cat status");
        Assert.That(answer, Does.StartWith("130\n"));
    }

    private static string Shell(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", script, Program]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Out.WriteLine(error.Result);
        return output;
    }
}
