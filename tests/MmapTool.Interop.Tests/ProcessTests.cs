using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Tests that need a process of their own: pipes that close, full devices, redirections, signals.</summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class ProcessTests(CommandForm form) : CommandFixture(form)
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [TestCase("u1", "")]
    [TestCase("u1", "--json")]
    [TestCase("u1", "--csv")]
    [TestCase("u1", "--hex")]
    public void A_pipe_that_closes_ends_show_quietly_with_0(string view, string option)
    {
        string file = folder.Sparse("big.bin", 1L << 33);
        ProcessRun run = Shell($"{Mmaptool} show {file} {view} {option} | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}");
        Assert.That((run.Output, run.Error), Is.EqualTo(("0\n", "")));
    }

    [Test]
    public void A_pipe_that_closes_ends_extract_quietly_with_0()
    {
        string file = folder.Sparse("big.bin", 1L << 33);
        ProcessRun run = Shell($"{Mmaptool} extract {file} -o - | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}");
        Assert.That((run.Output, run.Error), Is.EqualTo(("0\n", "")));
    }

    [TestCase("show FILE u1 --json")]
    [TestCase("extract FILE -o -")]
    [TestCase("info FILE")]
    public void A_full_standard_output_is_exit_3_with_one_line(string arguments)
    {
        string file = folder.Sparse("file.bin", 1 << 16);
        ProcessRun run = Shell($"{Mmaptool} {arguments.Replace("FILE", file, StringComparison.Ordinal)} >/dev/full");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.EqualTo(3));
            Assert.That(run.Error.TrimEnd('\n'), Does.StartWith("mmaptool: ").And.Not.Contains("\n"));
        }
    }

    [Test]
    public void Two_commands_write_to_one_redirection_one_after_the_other()
    {
        string file = folder.Write("two.bin", [7, 8]);
        ProcessRun run = Shell($"({Mmaptool} show {file} 'u1[0]'; {Mmaptool} extract {file} 'u1[1:]' -o -; {Mmaptool} show {file} 'u1[1]') > {folder["all"]}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllBytes(folder["all"]), Is.EqualTo("7\n"u8.ToArray().Concat([(byte)8]).Concat("8\n"u8.ToArray())));
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_signal_ends_a_long_command_with_130_and_leaves_no_output_behind(string signal)
    {
        string file = folder.Sparse("big.bin", 1L << 34);
        ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, "extract", file, "u1[::2]", "--as", "csv", "-o", folder["out.bin"]])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        UnfinishedOutput.Await(process, folder.Path, files: 1);
        Assert.That(ProcessRun.Of("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).ExitCode, Is.Zero);
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(20)), Is.True, "it went on after the signal");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ExitCode, Is.EqualTo(130));
            Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { file }));
        }
    }

    [Test]
    public void Standard_input_carries_the_value_of_an_edit()
    {
        string file = folder.Write("file.bin", new byte[6]);
        ProcessRun run = Shell($"printf 'abcd' | {Mmaptool} patch {file} 'u1[1:5] = @-'");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(new byte[] { 0, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 0 }));
    }

    [Test]
    public void A_script_on_standard_input_is_applied()
    {
        string file = folder.Write("file.bin", new byte[4]);
        ProcessRun run = Command.RunWithInput("# two edits\nu1[0] = 1\n<u2[1] += 0x0203 # second\n", "patch", file, "--script", "-");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(new byte[] { 1, 0, 3, 2 }));
    }

    [Test]
    public void A_whole_file_hex_dump_is_what_xxd_prints()
    {
        string? xxd = ProcessRun.Find("xxd");
        if (xxd is null)
        {
            Assert.Ignore("xxd was not found; install it (Debian: xxd)");
        }

        byte[] bytes = new byte[70_001];
        new Random(5).NextBytes(bytes);
        string file = folder.Write("dump.bin", bytes);
        ProcessRun ours = Command.Run("show", file);
        Assert.That(ours.Output, Is.EqualTo(ProcessRun.Of(xxd, [file]).Output));
    }

    private static string Mmaptool => string.Join(' ', [Command.Start.Program, .. Command.Start.Prefix]);

    private static ProcessRun Shell(string script) => ProcessRun.Of("bash", ["-c", script]);
}
