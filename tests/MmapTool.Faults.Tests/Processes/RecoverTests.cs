using System.Text.Json;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>The reports and effects of <c>recover</c>, and the answers of all other verbs while there is something to recover.</summary>
public sealed class RecoverTests
{
    private static readonly byte[] Old = [.. Enumerable.Range(0, 64).Select(value => (byte)value)];

    // Every verb of the contract, so that a new one is held to the rule as soon as it is there.
    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["info"] = ["FILE"],
        ["show"] = ["FILE", "u1"],
        ["stats"] = ["FILE", "u1"],
        ["plot"] = ["FILE", "u1", "-o", "OUT.png"],
        ["find"] = ["FILE", "x\"00\""],
        ["diff"] = ["FILE", "FILE"],
        ["hash"] = ["FILE"],
        ["extract"] = ["FILE", "u1", "-o", "OUT"],
        ["cast"] = ["FILE", "--to", "<f4"],
        ["reshape"] = ["FILE", "--to", "8,8"],
        ["convert"] = ["FILE", "<u2", "--to", ">u2", "--in-place"],
        ["patch"] = ["FILE", "u1[0] = 1"],
        ["replace"] = ["FILE", "x\"00\"", "x\"01\""],
        ["insert"] = ["FILE", "0", "x\"00\""],
        ["delete"] = ["FILE", "0:1"],
    };

    private static readonly string[] Reading = ["info", "show", "stats", "find", "diff", "hash", "extract", "cast", "reshape"];

    [Test]
    public void Every_verb_refuses_an_interrupted_file_and_reading_ones_can_be_told_not_to()
    {
        using TemporaryFolder folder = new();
        string path = Interrupted(folder);
        byte[] found = File.ReadAllBytes(path);
        string[] lines = Command.Run("help").Output.Split('\n');
        IEnumerable<string> there = lines.SkipWhile(line => !line.StartsWith("  ", StringComparison.Ordinal) || line.Contains("mmaptool", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);
        int tried = 0;
        foreach (string verb in there.Except(["recover", "run"]))
        {
            Assert.That(Verbs, Does.ContainKey(verb), "a verb that this test does not know how to call");
            string[] words = [verb, .. Verbs[verb].Select(word => word.Replace("FILE", path, StringComparison.Ordinal).Replace("OUT", folder["out"], StringComparison.Ordinal))];
            ProcessRun run = Command.Run(words);
            Expect.Exit(run, 4, "mmaptool recover", verb);
            ProcessRun anyway = Command.Run([.. words, "--ignore-journal"]);
            Assert.That(anyway.ExitCode, Reading.Contains(verb) ? Is.AnyOf(0, 1) : Is.AnyOf(0, 4), $"{verb}: {anyway.Error}");
            tried++;
        }

        Assert.That(tried, Is.GreaterThan(5));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(found));
        ProcessRun answers = Command.RunWithInput($"[\"show\",\"{path}\"]\n[\"recover\",\"{path}\"]\n[\"show\",\"{path}\",\"u1[0]\"]\n", "run", "-");
        JsonElement[] each = [.. answers.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(each.Select(answer => answer.GetProperty("exit").GetInt32()), Is.EqualTo(new[] { 4, 0, 0 }), answers.Output);
        Assert.That(each[1].GetProperty("result").GetProperty("outcome").GetString(), Is.EqualTo("undone"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
    }

    [Test]
    public void Showing_changes_nothing_and_undoing_puts_back()
    {
        using TemporaryFolder folder = new();
        string path = Interrupted(folder);
        byte[] found = File.ReadAllBytes(path);
        byte[] journal = File.ReadAllBytes(path + ".mmap-journal");
        ProcessRun shown = Command.Run("recover", path, "--show", "--json");
        JsonElement document = JsonDocument.Parse(shown.Output).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.GetProperty("state").GetString(), Is.EqualTo("undoable"));
            Assert.That(document.GetProperty("mode").GetString(), Is.EqualTo("undo"));
            Assert.That(document.GetProperty("operation").GetString(), Is.EqualTo("a test"));
            Assert.That(document.GetProperty("oldBytes").GetInt64(), Is.EqualTo(20));
            Assert.That(document.GetProperty("can").EnumerateArray().Select(way => way.GetString()), Is.EqualTo(new[] { "undo" }));
            Assert.That(document.GetProperty("made").GetDateTime(), Is.EqualTo(DateTime.UtcNow).Within(TimeSpan.FromMinutes(5)));
            Assert.That(Command.Run("recover", path, "--show").Output, Does.Contain("a test").And.Contain("recover --undo"));
            Assert.That(Command.Run("recover", path, "--finish").ExitCode, Is.EqualTo(2));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(found));
            Assert.That(File.ReadAllBytes(path + ".mmap-journal"), Is.EqualTo(journal));
        }

        // A link to the file leads to the file's journal.
        File.CreateSymbolicLink(folder["link"], path);
        Assert.That(Command.Run("info", folder["link"]).ExitCode, Is.EqualTo(4));
        Assert.That(Command.Run("recover", folder["link"]), Has.Property("ExitCode").Zero.And.Property("Output").Contains("undone"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
        Assert.That(Command.Run("recover", path), Has.Property("ExitCode").Zero.And.Property("Output").Contains("nothing to recover"));
    }

    [Test]
    public void One_byte_is_a_byte()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
        {
            using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(path), file, file.Identity, "a test", [(3, 1)]);
        }

        Assert.That(Command.Run("recover", path, "--show").Output, Does.Contain("1 record, 1 old byte\n"));
        Assert.That(Command.Run("recover", path).ExitCode, Is.Zero);
    }

    [Test]
    public void Another_file_or_none_in_the_place_is_left_alone()
    {
        using TemporaryFolder folder = new();
        string path = Interrupted(folder);
        File.Move(path, folder["away"]);
        ProcessRun missing = Command.Run("recover", path);
        Expect.Exit(missing, 3, "is missing");
        File.WriteAllBytes(path, new byte[64]);
        ProcessRun foreign = Command.Run("recover", path);
        Expect.Exit(foreign, 3, "another file");
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[64]));
        File.Move(folder["away"], path, overwrite: true);
        Assert.That(Command.Run("recover", path).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
        Assert.That(Command.Run("recover", folder["none"]).ExitCode, Is.EqualTo(3));
    }

    [Test]
    public void A_gap_that_was_opened_is_closed_again()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        string path = mount["file"];
        byte[] bytes = new byte[100_000];
        new Random(3).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
        {
            IByteTarget target = file;
            byte[] header = new byte[file.BlockSize];
            new Random(4).NextBytes(header);
            using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(path), target, file.Identity, "a gap", [], GapOpening.TryPlan(target, 0, file.BlockSize, header));
            Assert.That(file.TryInsertRange(0, file.BlockSize), Is.True);
            file.WriteAt(0, header.AsSpan(0, 512));
        }

        Assert.That(new FileInfo(path).Length, Is.GreaterThan(bytes.Length));
        Assert.That(Command.Run("recover", path), Has.Property("ExitCode").Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
    }

    // The state that a process leaves if it dies in the midst of its writes.
    private static string Interrupted(TemporaryFolder folder)
    {
        string path = folder.Write("file", Old);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        IByteTarget target = file;
        using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(path), target, file.Identity, "a test", [(0, 10), (40, 10)]);
        file.WriteAt(0, new byte[7]);
        return path;
    }
}
