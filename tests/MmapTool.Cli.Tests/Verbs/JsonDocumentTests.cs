using System.Text.Json;
using MmapTool.Cli.Verbs;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>The output of <c>--json</c> in every verb, where it succeeds and where it fails: one document, and its version in it.</summary>
public sealed class JsonDocumentTests
{
    // '|' separates the arguments. These documents are bare values, not objects.
    private static readonly string[] Objects =
    [
        "info|F", "info|F|h[1:]", "info|N.npy", "stats|F|h", "stats|F|h|--histogram|2", "stats|F|B(2,4)|--axis|0", "find|F|3", "find|F|3|--count", "find|F|99", "hash|F", "hash|F|--blocks|2",
        "extract|F|-o|T.bin", "extract|F|-o|T.npy", "extract|F|-o|T.csv|--dry-run", "cast|F|--to|h", "cast|F|--to|h|--header", "cast|F|--to|h|-o|T.npy", "cast|N.npy|--to|u4", "reshape|F|--to|2,4",
        "reshape|F|--to|2,4|--adopt|npy", "convert|F|h|--to|>i2|--in-place", "convert|F|h|--to|i4|-o|T.bin", "patch|F|[0] = 9", "patch|F|[0] = 9|--dry-run", "recover|F", "recover|F|--show", "recover|F|--discard",
    ];

    private static readonly string[] Values = ["show|F", "show|F|h", "show|F|{a:u1,b:u1}[0]", "show|F|h[0]", "show|F|S2[0]"];

    // A failure of every kind in every verb: wrong use, a view that does not fit, no file, no file to write.
    private static readonly (string Line, int Exit)[] Failures =
    [
        ("info|F|h[", 2), ("info|NONE", 3), ("show|F|u16", 2), ("show|NONE|h", 3), ("show|F|h|--csv", 2), ("show|F|h|--frobnicate", 2), ("stats|F|S2", 2), ("stats|NONE", 3), ("stats|F|h|--axis|7", 2),
        ("find|F|abc", 2), ("find|NONE|3", 3), ("hash|F|--algorithm|rot13", 2), ("hash|NONE", 3), ("extract|F", 2), ("extract|F|h[99]|-o|T.bin", 2), ("extract|F|-o|NO/SUCH", 3), ("cast|F|--to|i3", 2), ("cast|NONE|--to|h", 3),
        ("reshape|F|--to|3,-1", 2), ("reshape|NONE|--to|2,4", 3), ("convert|F|h|--to|u16|--in-place", 2), ("convert|NONE|h|--to|u2|--in-place", 3), ("patch|F|[0] = 300", 2), ("patch|F|[0] : 7 -> 8", 1), ("patch|NONE|[0] = 1", 3),
        ("patch|F|[0]", 2), ("recover|NONE", 3), ("recover|F|--undo|--finish", 2), ("run|NONE", 3), ("frobnicate|F", 2), ("show", 2), ("show|F|h|--let|u1=u2", 2),
    ];

    private static readonly string[] FailingLines = [.. Failures.Select(failure => failure.Line)];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        folder = new();
        folder.Write("F", [0, 1, 2, 3, 4, 5, 6, 7]);
        folder.Npy("N.npy", 2, 3);
    }

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void Every_verb_is_here()
    {
        string[] verbs = [.. VerbList.All.Select(verb => verb.Name).Where(name => name != "run")];
        Assert.That(Objects.Concat(Values).Select(line => line.Split('|')[0]).Distinct(), Is.EquivalentTo(verbs));
        Assert.That(FailingLines.Select(line => line.Split('|')[0]).Distinct(), Is.SupersetOf(verbs));
    }

    [Test]
    public void A_document_that_is_an_object_begins_with_its_version([ValueSource(nameof(Objects))] string line)
    {
        Answer answer = CommandRunner.Run([.. Words(line), "--json"]);
        Assert.That(answer.Exit, Is.LessThanOrEqualTo(1), answer.Error);
        JsonElement document = JsonDocument.Parse(answer.Output).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.EnumerateObject().First().Name, Is.EqualTo("schema"));
            Assert.That(document.GetProperty("schema").GetInt32(), Is.EqualTo(1));
            Assert.That(document.EnumerateObject().Select(property => property.Name), Is.Unique);
            Assert.That(answer.Output, Does.EndWith("}\n"));
        }
    }

    [Test]
    public void Values_stand_bare([ValueSource(nameof(Values))] string line) =>
        Assert.That(CommandRunner.Run([.. Words(line), "--json"]).Output, Does.Not.Contain("schema"));

    [Test]
    public void An_error_is_a_document_too([ValueSource(nameof(FailingLines))] string line)
    {
        int exit = Failures.Single(failure => failure.Line == line).Exit;
        string[] words = Words(line);
        Answer plain = CommandRunner.Run(words);
        Answer json = CommandRunner.Run([.. words, "--json"]);
        if (line.StartsWith("run", StringComparison.Ordinal))
        {
            Assert.That((json.Exit, json.Output), Is.EqualTo((exit, "")), "run answers line by line");
            return;
        }

        if (!line.Contains("--csv", StringComparison.Ordinal))
        {
            Assert.That((plain.Exit, plain.Output), Is.EqualTo((exit, "")));
            Assert.That(json.Error, Is.EqualTo(plain.Error));
        }

        JsonElement document = JsonDocument.Parse(json.Output).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.Exit, Is.EqualTo(exit));
            Assert.That(document.EnumerateObject().Select(property => property.Name), Is.EqualTo((string[])["schema", "error", "file", "exit"]));
            Assert.That(document.GetProperty("schema").GetInt32(), Is.EqualTo(1));
            Assert.That(document.GetProperty("exit").GetInt32(), Is.EqualTo(exit));
            Assert.That($"mmaptool: {document.GetProperty("error").GetString()}\n", Is.EqualTo(json.Error));
            Assert.That(document.GetProperty("file").GetString(), words.Length > 1 && line.Contains('F', StringComparison.Ordinal) && !line.StartsWith("frob", StringComparison.Ordinal) && !line.Contains("--frob", StringComparison.Ordinal) ? Is.EqualTo(words[1]) : Is.Null.Or.EqualTo(words.ElementAtOrDefault(1)));
        }
    }

    [TestCase("show|F|u16|--|--json")]
    [TestCase("extract|F|u16|-o|-|--json")]
    public void No_document_stands_where_none_was_asked_for_or_data_goes(string line)
    {
        Answer answer = CommandRunner.Run(Words(line));
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")));
    }

    private string[] Words(string line) => [.. line.Split('|').Select(word => word is "F" or "N.npy" or "NONE" or "NO/SUCH" || word.StartsWith("T.", StringComparison.Ordinal) ? folder[word] : word)];
}
