using System.Text;
using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class PatchVerbTests
{
    [Test]
    public void Edits_are_applied_in_order_and_all_of_them_or_none()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 7", "h[0] += 1", "h[1:3] = [5, 6]").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "h", "--json").Output, Is.EqualTo("[8,5,6,1,2]\n"));
        byte[] before = File.ReadAllBytes(path);
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "h[1] = 70000").Exit, Is.EqualTo(2));
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "h[9] = 1").Exit, Is.EqualTo(2));
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "h[1] : 0 -> 1").Exit, Is.EqualTo(1));
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "h[1] =").Exit, Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [Test]
    public void An_undo_is_kept_and_applied()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        byte[] before = File.ReadAllBytes(path);
        string undo = folder["numbers.undo"];
        Answer saved = CommandRunner.Run("patch", path, "h[1:3] = 7", "--save-undo", undo, "--json");
        Assert.That(JsonDocument.Parse(saved.Output).RootElement.GetProperty("notes")[0].GetString(), Does.Contain(undo));
        byte[] after = File.ReadAllBytes(path);
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "--save-undo", undo).Exit, Is.EqualTo(3), "it is there");
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 1", "--save-undo", path, "--force").Exit, Is.EqualTo(2), "the file itself");
        Assert.That(CommandRunner.Run("patch", path, "--apply", undo, "--dry-run").Exit, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(after));
        Assert.That(CommandRunner.Run("patch", path, "--apply", undo).Exit, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Answer again = CommandRunner.Run("patch", path, "--apply", undo);
        Assert.That(again.Exit, Is.EqualTo(1));
        Assert.That(again.Error, Does.Contain("bytes 2 to 6"));
        Answer unknown = CommandRunner.Run("patch", path, "--apply", path + ".none");
        Assert.That(unknown.Exit, Is.EqualTo(3));
        Answer other = CommandRunner.Run("patch", path, "--apply", folder.Write("text", "h[0] = 1"u8));
        Assert.That(other.Exit, Is.EqualTo(3));
        Assert.That(other.Error, Does.Contain("--script"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [TestCase("h[0] = 1", "--apply", "undo")]
    [TestCase("--script", "edits", "--apply", "undo")]
    [TestCase("--apply", "undo", "--cast-values", "wrap")]
    [TestCase("--apply", "-")]
    [TestCase("h[0] = 1", "--save-undo", "-")]
    [TestCase("h[0] = 1", "--force")]
    public void Options_of_undo_that_make_no_sense_are_wrong_use(params string[] words)
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run(["patch", folder.Numbers(), .. words]).Exit, Is.EqualTo(2));
    }

    [TestCase("wrap", 4464)]
    [TestCase("saturate", 32767)]
    public void A_value_that_does_not_fit_is_cast_only_when_asked(string casting, int expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Assert.That(CommandRunner.Run("patch", path, "h[0] = 70000", "--cast-values", casting).Exit, Is.Zero);
        Assert.That(BitConverter.ToInt16(File.ReadAllBytes(path)), Is.EqualTo(expected));
    }

    [Test]
    public void A_dry_run_says_what_would_change_and_changes_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        byte[] before = File.ReadAllBytes(path);
        Answer answer = CommandRunner.Run("patch", path, "h[3] = 4", "--dry-run", "--json");
        JsonElement change = JsonDocument.Parse(answer.Output).RootElement.GetProperty("changes")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(change.GetProperty("offset").GetInt64(), Is.EqualTo(6));
            Assert.That(change.GetProperty("length").GetInt64(), Is.EqualTo(2));
            Assert.That(change.GetProperty("old").GetInt64(), Is.EqualTo(1));
            Assert.That(change.GetProperty("new").GetInt64(), Is.EqualTo(4));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_script_comes_from_a_file_or_from_standard_input()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        byte[] script = "# a comment\n\nh[0] = 1\r\nh[1] = 2"u8.ToArray();
        Assert.That(CommandRunner.Run("patch", path, "--script", folder.Write("edits", script)).Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "h", "--json").Output, Is.EqualTo("[1,2,0,1,2]\n"));
        Assert.That(new CommandRunner { Input = "h[4] = 9"u8.ToArray() }.Go("patch", path, "--script", "-").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "h", "--json").Output, Is.EqualTo("[1,2,0,1,9]\n"));
    }

    [Test]
    public void A_script_s_error_names_the_script_and_the_line()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("edits", "h[0] = 1\nh[1 = 2\n"u8);
        Answer answer = CommandRunner.Run("patch", folder.Numbers(), "--script", script);
        Assert.That(answer.Exit, Is.EqualTo(2));
        Assert.That(answer.Error, Does.StartWith($"mmaptool: {script}: line 2: "));
    }

    [Test]
    public void Standard_input_is_a_value_once()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Assert.That(new CommandRunner { Input = [9, 0, 8, 0] }.Go("patch", path, "h[:2] = @-").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "h", "--json").Output, Is.EqualTo("[9,8,0,1,2]\n"));
        byte[] before = File.ReadAllBytes(path);
        Answer twice = new CommandRunner { Input = [9, 0] }.Go("patch", path, "h[0] = @-", "h[1] = @-");
        Answer both = new CommandRunner { Input = Encoding.UTF8.GetBytes("h[0] = @-\n") }.Go("patch", path, "--script", "-");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(twice.Exit, Is.EqualTo(2));
            Assert.That(twice.Error, Does.Contain("once only"));
            Assert.That(both.Exit, Is.EqualTo(2));
            Assert.That(both.Error, Does.Contain("carries the script"));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        }
    }
}
