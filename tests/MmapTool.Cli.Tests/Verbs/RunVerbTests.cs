using System.Text;
using System.Text.Json;
using MmapTool.Journaling;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class RunVerbTests
{
    [TestCase("[\"info\",\"no/such/file\"]", 3, "no/such/file: ")]
    [TestCase("[\"info\"]", 2, "info needs FILE")]
    [TestCase("[]", 2, "needs a verb")]
    [TestCase("", 2, "JSON array of strings")]
    [TestCase("show f", 2, "JSON array of strings")]
    [TestCase("[\"run\",\"-\"]", 2, "run can't stand inside run")]
    [TestCase("[\"help\"]", 2, "outside run")]
    [TestCase("[\"show\",\"--help\"]", 2, "outside run")]
    [TestCase("[\"show\",\"f\",\"--hex\"]", 2, "leave --hex out")]
    [TestCase("[\"show\",\"f\",\"--csv\"]", 2, "leave --csv out")]
    [TestCase("[\"patch\",\"f\",\"--script\",\"-\"]", 2, "give --script a file")]
    [TestCase("[\"patch\",\"f\",\"--script\",\"no/such/file\"]", 3, "no/such/file: can't be opened: no such file or folder")]
    [TestCase("[\"nosuch\"]", 2, "unknown verb")]
    public void A_command_that_fails_is_an_answer_and_the_list_goes_on(string line, int exit, string error)
    {
        Answer answer = Run(line, "[\"nosuch\"]");
        string[] lines = answer.Output.Split('\n');
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.Zero);
            Assert.That(answer.Error, Is.Empty);
            Assert.That(first.RootElement.GetProperty("exit").GetInt32(), Is.EqualTo(exit));
            Assert.That(first.RootElement.GetProperty("error").GetString(), Does.Contain(error));
            Assert.That(lines[1], Does.StartWith("{\"exit\":2,"));
            Assert.That(lines, Has.Length.EqualTo(3));
        }
    }

    [Test]
    public void A_result_is_what_json_prints()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("f", [1, 0, 2, 0, 3, 0, 1, 0]);
        string script = folder.Write("s", "<h[3] = 4\n"u8);
        Answer alone = CommandRunner.Run("patch", file, "--script", script, "--json", "--dry-run");
        Answer answer = Run(JsonSerializer.Serialize(new[] { "patch", file, "--script", script, "--dry-run" }));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(alone.Output, Is.EqualTo($"{{\"schema\":1,\"file\":\"{file}\",\"dryRun\":true,\"edits\":1,\"ranges\":1,\"bytesWritten\":2,\"changes\":[{{\"edit\":\"<h[3] = 4\",\"file\":\"{file}\",\"offset\":6,\"length\":2,\"old\":1,\"new\":4}}],\"files\":[\"{file}\"],\"notes\":[]}}\n"));
            Assert.That(answer.Output, Is.EqualTo($"{{\"exit\":0,\"result\":{alone.Output.TrimEnd('\n')}}}\n"));
        }
    }

    [Test]
    public void A_mismatch_is_the_answer_no()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("f", [1, 0]);
        Assert.That(Run(JsonSerializer.Serialize(new[] { "patch", file, "<h[0] : 2 -> 3" })).Output, Does.StartWith($"{{\"exit\":1,\"error\":\"{file}: "));
    }

    [Test]
    public void Commands_come_from_a_file_too()
    {
        using TemporaryFolder folder = new();
        string commands = folder.Write("commands", "[\"nosuch\"]\n[\"info\"]"u8);
        Answer answer = CommandRunner.Run("run", commands);
        Assert.That((answer.Exit, answer.Output.Split('\n').Length), Is.EqualTo((0, 3)));
    }

    [Test]
    public void A_list_that_is_not_there_is_exit_3()
    {
        Answer answer = CommandRunner.Run("run", "no/such/list");
        Assert.That(answer, Is.EqualTo(new Answer(3, "", "mmaptool: no/such/list: can't be opened: no such file or folder; check the path\n")));
    }

    [Test]
    public void An_empty_list_is_answered_with_nothing() => Assert.That(Run(), Is.EqualTo(new Answer(0, "", "")));

    [Test]
    public void An_interruption_ends_the_list_after_what_was_answered()
    {
        using TemporaryFolder folder = new();
        string list = folder.Write("list", "[\"nosuch\"]\n[\"patch\",\"f\",\"h[0]=1\"]\n[\"nosuch\"]\n"u8);
        Answer answer = new CommandRunner { InputFailure = new OperationCanceledException() }.Go("run", list);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(130));
            Assert.That(answer.Output.TrimEnd('\n').Split('\n')[0], Does.StartWith("{\"exit\":2,"));
        }
    }

    [Test]
    public void Answers_are_given_before_the_next_command_is_waited_for()
    {
        // A client that sends its second command only when it has the first answer.
        using ConversationStream conversation = new("[\"nosuch\"]\n"u8.ToArray(), "[\"info\"]\n"u8.ToArray());
        using Interruption interruption = new(hookSignals: false);
        int exit = Command.Run(["run", "-"], new Streams(() => conversation.Commands, conversation, () => Stream.Null, interruption));
        Assert.That((exit, conversation.Answers), Is.EqualTo((0, 2)));
    }

    private static Answer Run(params string[] lines) =>
        new CommandRunner { Input = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))) }.Go("run", "-");
}
