using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class FindVerbTests
{
    [Test]
    public void Each_match_is_a_line_of_its_offset_and_index()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandRunner.Run("find", path, "x\"0? 0?\"", "--in", "B(2,3)", "--limit", "4"), Is.EqualTo(new Answer(0, "0 0x0 [0,0]\n1 0x1 [0,1]\n2 0x2 [0,2]\n3 0x3 [1,0]\n", "")));
            Assert.That(CommandRunner.Run("find", path, "[4, 5]"), Is.EqualTo(new Answer(0, "4 0x4 [4]\n", "")));
            Assert.That(CommandRunner.Run("find", path, "\"\\u0003\\u0004\""), Is.EqualTo(new Answer(0, "3 0x3 [3]\n", "")));
            Assert.That(CommandRunner.Run("find", path, "3", "--in", "B(2,3).T[0]"), Is.EqualTo(new Answer(0, "3 0x3 [1]\n", "")));
            Assert.That(CommandRunner.Run("find", path, "5", "--in", "B[5]"), Is.EqualTo(new Answer(0, "5 0x5 []\n", "")));
        }
    }

    [Test]
    public void Nothing_found_is_exit_1()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandRunner.Run("find", path, "9"), Is.EqualTo(new Answer(1, "", "")));
            Assert.That(CommandRunner.Run("find", path, "9", "--json"), Is.EqualTo(new Answer(1, "{\"schema\":1,\"matches\":[],\"count\":0}\n", "")));
            Assert.That(CommandRunner.Run("find", path, "9", "--count"), Is.EqualTo(new Answer(1, "0\n", "")));
            Assert.That(CommandRunner.Run("find", path, "1", "--count", "--json"), Is.EqualTo(new Answer(0, "{\"schema\":1,\"count\":1}\n", "")));
            Assert.That(CommandRunner.Run("find", folder.Write("empty", []), "\"a\""), Is.EqualTo(new Answer(1, "", "")));
        }
    }

    [Test]
    public void Json_is_one_document_and_run_answers_with_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        string document = "{\"schema\":1,\"matches\":[{\"offset\":1,\"index\":[0,1]},{\"offset\":3,\"index\":[1,1]}],\"count\":2}";
        Assert.That(CommandRunner.Run("find", path, "x\"?1\"", "--in", "B[:4].reshape(2,2)", "--json").Output, Is.EqualTo("{\"schema\":1,\"matches\":[{\"offset\":1,\"index\":[0,1]}],\"count\":1}\n"));
        string line = JsonSerializer.Serialize(new[] { "find", folder.Write("odd", [0, 1, 2, 1]), "1", "--in", "B(2,2)" });
        string absent = JsonSerializer.Serialize(new[] { "find", path, "77" });
        Answer answer = new CommandRunner { Input = [.. System.Text.Encoding.UTF8.GetBytes($"{line}\n{absent}\n")] }.Go("run", "-");
        Assert.That(answer.Output, Is.EqualTo($"{{\"exit\":0,\"result\":{document}}}\n{{\"exit\":1,\"result\":{{\"schema\":1,\"matches\":[],\"count\":0}}}}\n"));
    }

    [Test]
    public void A_signal_ends_it_with_130()
    {
        using TemporaryFolder folder = new();
        CommandRunner runner = new();
        runner.Interruption.Cancel();
        Answer answer = runner.Go("find", folder.Sparse("large", 1L << 40), "x\"01\"");
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((130, "")));
    }

    [Test]
    public void A_reader_that_goes_ends_it_quietly()
    {
        using TemporaryFolder folder = new();
        using FailingStream closed = new(new MmapTool.Memory.BrokenPipeException());
        Assert.That(new CommandRunner { Output = closed }.Go("find", folder.Sparse("large", 10_000_000), "x\"00\""), Is.EqualTo(new Answer(0, "", "")));
    }
}
