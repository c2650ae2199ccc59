using System.Diagnostics;
using MmapTool.Cli.Tests.Verbs;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>The command as a process of its own, for effects that can't be seen from inside.</summary>
[Platform("Unix")]
public sealed class ProcessTests
{
    [Test]
    public void A_result_goes_to_standard_output_and_the_status_to_the_shell()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Assert.That(Shell($"\"$0\" show {path} 'h[0]'; echo $?"), Is.EqualTo("-2\n0\n"));
        Assert.That(Shell($"\"$0\" show {path} 'h[9]' 2>/dev/null; echo $?"), Is.EqualTo("2\n"));
        Assert.That(Shell($"\"$0\" show {path}.none 2>/dev/null; echo $?"), Is.EqualTo("3\n"));
        Assert.That(Shell($"\"$0\" show {path} h 2>&1 >&-; echo $?"), Does.StartWith("mmaptool: standard output: ").And.EndWith("\n3\n"));
    }

    [Test]
    public void A_reader_that_goes_is_no_trouble()
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("large", 50_000_000);
        Assert.That(Shell($"{{ \"$0\" show {path} B 2>&1; echo \"exit $?\" >&2; }} 2>{folder["status"]} | head -c 5"), Is.EqualTo("[0, 0"));
        Assert.That(File.ReadAllText(folder["status"]), Is.EqualTo("exit 0\n"));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_signal_is_exit_130_and_leaves_no_temporary(string signal)
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("large", 1L << 40);
        using Process process = Start("extract", path, "<f4", "-o", folder["out.csv"]);
        UnfinishedOutput.Await(process, folder.Path, files: 1);

        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(30)), Is.True);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ExitCode, Is.EqualTo(130));
            Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
        }
    }

    [TestCase("1")]
    [TestCase("2")]
    [TestCase("7")]
    public void A_signal_ends_text_that_several_threads_make(string threads)
    {
        using TemporaryFolder folder = new();
        using Process process = Start("show", folder.Sparse("large", 1L << 40), "<f4", "--json", "--threads", threads);
        Assert.That(process.StandardOutput.Read(), Is.EqualTo('['));
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();

        // The pending output has to be read.
        char[] text = new char[1 << 16];
        while (process.StandardOutput.Read(text) > 0)
        {
        }

        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(130));
    }

    [Test]
    public void A_signal_ends_a_list_of_commands_that_waits_for_more()
    {
        using Process process = Start("run", "-");
        process.StandardInput.Write("[\"nosuch\"]\n");
        process.StandardInput.Flush();
        Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("{\"exit\":2,"));
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(130));
    }

    [Test]
    public void A_signal_ends_a_list_of_commands_that_is_a_named_pipe()
    {
        using TemporaryFolder folder = new();
        Assume.That(TemporaryMount.Run("mkfifo", folder["pipe"]), Is.Null);
        using Process process = Start("run", folder["pipe"]);
        using FileStream writer = new(folder["pipe"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        writer.Write("[\"nosuch\"]\n"u8);
        Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("{\"exit\":2,"), "answered while the list goes on");
        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
        bool ended = process.WaitForExit(TimeSpan.FromSeconds(30));
        if (!ended)
        {
            process.Kill();
        }

        Assert.That(ended, Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(130));
    }

    private static string Command => CommandRunner.Program ?? Path.Combine(AppContext.BaseDirectory, "mmaptool");

    private static string Shell(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", script, Command]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Command, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
