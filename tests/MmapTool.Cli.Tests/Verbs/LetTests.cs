using System.Text.Json;
using MmapTool.Cli.Verbs;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>Names given by <c>--let</c> and <c>let</c>, in every verb: the answer and the file are those of the texts that the names stand for.</summary>
public sealed class LetTests
{
    private static readonly (string Name, string Text)[] Names = [("item", "{a:u1,v:<i2@2,@4}"), ("pair", "{a:>u2}"), ("tab", "{a:u1,v:<i2@2,@4}(3)@4"), ("back", "[::-1]")];

    // Every verb, and each of its ways to take a view or a type. '|' separates the arguments.
    private static readonly string[] Ways =
    [
        "info|F|tab.v", "show|F|tab.v[0]", "show|F|item.v|--json", "show|F|tab|--csv", "show|F|back[0]", "stats|F|tab.v", "stats|F|item.v|--axis|0", "stats|F|tab.v|--histogram|2",
        "find|F|1798|--in|tab.v", "find|F|770|--in|item.v|--count", "hash|F|tab|--json", "hash|F|item[0]|--blocks|2|--json", "extract|F|tab|-o|T.npy", "extract|F|item.v|-o|T.bin", "extract|F|tab.a|-o|-",
        "cast|F|--to|item", "cast|F|--to|pair(4,2)|--json", "cast|F|--to|pair|-o|T.npy", "cast|F|--to|pair(2,-1)|--adopt|npy", "reshape|F|--to|4,4",
        "convert|F|tab.v|--to|>i2|--in-place", "convert|F|B.cast(pair)|--to|{a:<u2}|-o|T.bin", "convert|F|{a:<u2}|--to|pair|--in-place",
        "patch|F|tab[1].v = 7|item[0].a += 1", "patch|F|tab[1:].v = @::item[:2].v", "patch|F|back[0] = @OTHER::item[1].a", "patch|F|tab.v : [1798,2826,3854] -> [1,2,3]", "patch|F|tab.v += 1|--dry-run|--json",
        "patch|F|tab.v = [1.4,2.6,3]|--cast-values|round", "recover|F",
    ];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void Every_verb_has_a_way_here() =>
        Assert.That(Ways.Select(way => way.Split('|')[0]).Distinct().Append("run"), Is.EquivalentTo(VerbList.All.Select(verb => verb.Name)));

    [Test]
    public void A_name_is_its_text_in_every_verb([ValueSource(nameof(Ways))] string way, [Values("auto", "mapped", "buffered")] string io)
    {
        string[] lets = [.. Names.SelectMany(name => new[] { "--let", $"{name.Name}={name.Text}" }), $"--io={io}"];
        string written = Names.Reverse().Aggregate(way, (text, name) => text.Replace(name.Name, name.Text, StringComparison.Ordinal));
        Outcome named = Go(way, lets);
        Outcome plain = Go(written, [$"--io={io}"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(plain.Exit, Is.Zero, plain.Answer);
            Assert.That(named.Files, Is.EqualTo(plain.Files));
            Assert.That(Normal(named.Answer), Is.EqualTo(Normal(plain.Answer)));
        }

        // A summary cites the edit as it was written.
        string Normal(string answer) => way.StartsWith("patch", StringComparison.Ordinal) ? Names.Reverse().Aggregate(answer, (text, name) => text.Replace(name.Name, name.Text, StringComparison.Ordinal)) : answer;
    }

    [Test]
    public void A_line_of_run_uses_its_own_names_and_those_of_the_list([ValueSource(nameof(Ways))] string way)
    {
        if (way.EndsWith("-o|-", StringComparison.Ordinal) || way.Contains("--csv", StringComparison.Ordinal))
        {
            Assert.Ignore("inside run results are JSON");
        }

        Outcome alone = Go(way, [.. Names.SelectMany(name => new[] { "--let", $"{name.Name}={name.Text}" }), "--json"]);
        string[] outer = [.. Names.Take(2).SelectMany(name => new[] { "--let", $"{name.Name}={name.Text}" })];
        string[] inner = [.. Names.Skip(2).SelectMany(name => new[] { "--let", $"{name.Name}={name.Text}" })];
        Fill();
        string[] arguments = [.. way.Split('|').Select(Placed), .. inner];
        Answer run = new CommandRunner { Input = JsonSerializer.SerializeToUtf8Bytes(arguments) }.Go(["run", "-", .. outer]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Output.Trim(), Is.EqualTo($"{{\"exit\":0,\"result\":{alone.Answer.Trim()}}}"));
            Assert.That(State(), Is.EqualTo(alone.Files));
        }
    }

    [Test]
    public void A_script_and_the_edits_of_the_command_line_name_views_too()
    {
        Fill();
        folder.Write("edits", "let item = {a:u1,v:<i2@2,@4}  # a record\nlet tab = item(3)@4\ntab[1].v = 7\n"u8.ToArray());
        Answer script = CommandRunner.Run("patch", folder["F"], "--script", folder["edits"]);
        string afterScript = State();
        Fill();
        Answer edits = CommandRunner.Run("patch", folder["F"], "let tab = item(3)@4", "tab[1].v = 7", "--let", "item={a:u1,v:<i2@2,@4}");
        string afterEdits = State();
        Fill();
        Answer plain = CommandRunner.Run("patch", folder["F"], "<i2@10 = 7");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((script.Exit, edits.Exit, plain.Exit), Is.EqualTo((0, 0, 0)), script.Error + edits.Error);
            Assert.That(afterScript, Is.EqualTo(State()));
            Assert.That(afterEdits, Is.EqualTo(State()));
        }
    }

    [Test]
    public void A_file_gives_names()
    {
        Fill();
        folder.Write("names", "# two\nlet item = {a:u1,v:<i2@2,@4}\nlet tab = item(3)@4\n"u8.ToArray());
        Assert.That(CommandRunner.Run("show", folder["F"], "tab.v", "--json", "--let", "@" + folder["names"]).Output.Trim(), Is.EqualTo("[1798,2826,3854]"));
    }

    [TestCase("show F h --let", "needs a value")]
    [TestCase("show F h --let=", "needs a value")]
    [TestCase("show F h --let x1", "expected '='")]
    [TestCase("show F h --let u1=u2", "'u1' is an element type already; take another name")]
    [TestCase("show F h --let T=u2", "'T' is a step of views; take another name")]
    [TestCase("show F h --let x1=u2 --let x1=u4", "'x1' is given twice")]
    [TestCase("show F x1 --let x1=x2 --let x2=u4", "'x2' is no element type")]
    [TestCase("show F xa1 --let xa=u2", "did you mean xa?")]
    [TestCase("show F h --let @", "needs the name of a file")]
    [TestCase("show F h --let @-", "needs the name of a file")]
    [TestCase("show F h --let @BAD", "BAD, line 2: 'u1' is an element type already")]
    [TestCase("recover F --let u1=u2", "'u1' is an element type already")]
    [TestCase("reshape F --to 2,-1 --let u1=u2", "'u1' is an element type already")]
    [TestCase("run - --let u1=u2", "'u1' is an element type already")]
    [TestCase("patch F let@x1=u1", "no EDIT")]
    public void A_name_that_can_not_be_given_is_wrong_use_and_changes_nothing(string line, string reason)
    {
        Fill();
        folder.Write("BAD", "let x1 = u1\nlet u1 = u2\n"u8.ToArray());
        string before = State();
        Answer answer = CommandRunner.Run([.. line.Split(' ').Select(word => Placed(word.Replace("let@", "let ", StringComparison.Ordinal)).Replace("@BAD", "@" + folder["BAD"], StringComparison.Ordinal))]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(2));
            Assert.That(answer.Error, Does.Contain(reason));
            Assert.That(answer.Output, Is.Empty);
            Assert.That(State(), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_file_of_names_that_is_not_there_is_file_trouble() =>
        Assert.That(CommandRunner.Run("show", folder["F"], "h", "--let", "@" + folder["no such"]).Exit, Is.EqualTo(3));

    private Outcome Go(string way, string[] more)
    {
        Fill();
        bool isJson = way.Contains("--json", StringComparison.Ordinal);
        Answer answer = CommandRunner.Run([.. way.Split('|').Select(Placed), .. more.Where(word => word != "--json" || !isJson)]);
        return new(answer.Exit, answer.Output + answer.Error, State());
    }

    private void Fill()
    {
        foreach (string path in Directory.EnumerateFiles(folder.Path))
        {
            File.Delete(path);
        }

        folder.Write("F", [.. Enumerable.Range(0, 16).Select(number => (byte)number)]);
        folder.Write("OTHER", [.. Enumerable.Range(100, 16).Select(number => (byte)number)]);
    }

    private string State() => string.Join('\n', Directory.EnumerateFiles(folder.Path).Where(path => Path.GetFileName(path) != "edits").Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(File.ReadAllBytes(path))}"));

    private string Placed(string word) => word is "F" || word.StartsWith("T.", StringComparison.Ordinal) ? folder[word] : word.Replace("@OTHER", "@" + folder["OTHER"], StringComparison.Ordinal);

    private sealed record Outcome(int Exit, string Answer, string Files);
}
