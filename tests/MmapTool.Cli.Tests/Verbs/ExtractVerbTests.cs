using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class ExtractVerbTests
{
    [TestCase("h[::-1]", "out.bin", new byte[] { 2, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0xFF })]
    [TestCase("B[::2]", "out", new byte[] { 0xFE, 0xFF, 0, 1, 2 })]
    [TestCase("h", "out.json", new byte[] { (byte)'[', (byte)'-', (byte)'2', (byte)',', (byte)'-', (byte)'1', (byte)',', (byte)'0', (byte)',', (byte)'1', (byte)',', (byte)'2', (byte)']', (byte)'\n' })]
    [TestCase("h[1:2]", "out.csv", new byte[] { (byte)'-', (byte)'1', (byte)'\n' })]
    [TestCase("h[5:]", "out.bin", new byte[0])]
    public void The_form_is_told_by_the_ending(string view, string name, byte[] expected)
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("extract", folder.Numbers(), view, "-o", folder[name]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Exit, answer.Error), Is.EqualTo((0, "")));
            Assert.That(answer.Output, Does.StartWith(folder[name]));
            Assert.That(File.ReadAllBytes(folder[name]), Is.EqualTo(expected));
        }
    }

    [Test]
    public void An_npy_is_what_was_extracted()
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run("extract", folder.Npy("a.npy", 2, 3), "[:, ::2]", "-o", folder["b.npy"], "--quiet"), Is.EqualTo(new Answer(0, "", "")));
        Assert.That(CommandRunner.Run("show", folder["b.npy"], "--json").Output, Is.EqualTo("[[0,2],[3,5]]\n"));
        Assert.That(CommandRunner.Run("extract", folder["a.npy"], "-o", "-", "--as", "json").Output, Is.EqualTo("[[0,1,2],[3,4,5]]\n"));
    }

    [Test]
    public void The_summary_as_JSON()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("extract", folder.Numbers(), "h[1:]", "-o", folder["out"], "--json");
        Assert.That(answer.Output, Is.EqualTo($"{{\"schema\":1,\"output\":{JsonSerializer.Serialize(folder["out"])},\"as\":\"raw\",\"dryRun\":false,\"bytes\":8,\"dtype\":\"<i2\",\"shape\":[4]}}\n"));
    }

    [Test]
    public void A_file_that_is_there_is_overwritten_only_with_force_and_a_failure_leaves_it()
    {
        using TemporaryFolder folder = new();
        string input = folder.Numbers();
        string output = folder.Write("out", "old"u8);
        Assert.That(CommandRunner.Run("extract", input, "-o", output).Exit, Is.EqualTo(3));
        Assert.That(CommandRunner.Run("extract", input, "h[99]", "-o", output, "--force").Exit, Is.EqualTo(2));
        Assert.That(CommandRunner.Run("extract", input, "-o", output, "--force", "--dry-run").Exit, Is.Zero);
        Assert.That(File.ReadAllText(output), Is.EqualTo("old"));
        Assert.That(CommandRunner.Run("extract", input, "-o", output, "--force").Exit, Is.Zero);
        Assert.That(File.ReadAllBytes(output), Is.EqualTo(File.ReadAllBytes(input)));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2), "no temporary is left");
    }

    [Test]
    public void An_output_never_replaces_its_own_input_whatever_the_path()
    {
        using TemporaryFolder folder = new();
        string input = folder.Numbers();
        byte[] before = File.ReadAllBytes(input);
        File.CreateSymbolicLink(folder["link"], input);
        foreach (string output in (string[])[input, folder["link"], Path.Combine(folder.Path, ".", "numbers.bin")])
        {
            Answer answer = CommandRunner.Run("extract", input, "h[::2]", "-o", output, "--force");
            Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")), output);
        }

        Assert.That(File.ReadAllBytes(input), Is.EqualTo(before));
    }

    [Test]
    public void Bytes_do_not_go_to_a_terminal()
    {
        using TemporaryFolder folder = new();
        CommandRunner terminal = new() { OutputIsTerminal = true };
        Assert.That(terminal.Go("extract", folder.Numbers(), "-o", "-").Exit, Is.EqualTo(2));
        Assert.That(terminal.Go("extract", folder["numbers.bin"], "-o", "-", "--as", "npy").Exit, Is.EqualTo(2));
        Assert.That(terminal.Go("extract", folder["numbers.bin"], "h", "-o", "-", "--as", "csv").Exit, Is.Zero);
    }

    [Test]
    public void An_interruption_leaves_no_output()
    {
        using TemporaryFolder folder = new();
        CommandRunner runner = new();
        runner.Interruption.Cancel();
        Answer answer = runner.Go("extract", folder.Sparse("large", 100_000_000), "-o", folder["out"]);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((130, "")));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }
}
