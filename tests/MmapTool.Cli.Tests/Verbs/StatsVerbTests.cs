using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class StatsVerbTests
{
    [Test]
    public void Json_has_the_eight_keys()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("stats", folder.Numbers(), "h", "--json");
        Assert.That(answer, Is.EqualTo(new Answer(0, "{\"schema\":1,\"count\":5,\"min\":-2,\"max\":2,\"mean\":0.0,\"std\":1.4142135623730951,\"sum\":0,\"nan\":0,\"inf\":0}\n", "")));
    }

    [Test]
    public void Text_has_a_line_for_each()
    {
        using TemporaryFolder folder = new();
        string output = CommandRunner.Run("stats", folder.Octets()).Output;
        foreach (string line in (string[])["count  6", "min    0", "max    5", "mean   2.5", "sum    15", "nan    0", "inf    0"])
        {
            Assert.That("\n" + output, Does.Contain("\n" + line + "\n"));
        }
    }

    [Test]
    public void An_axis_gives_arrays_of_the_reduced_shape()
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3, 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Key("sum", "--axis", "1"), Is.EqualTo("[[6,9],[24,27]]"));
            Assert.That(Key("sum", "--axis", "-1"), Is.EqualTo("[[1,5,9],[13,17,21]]"));
            Assert.That(Key("mean", "--axis=-3"), Is.EqualTo("[[3.0,4.0],[5.0,6.0],[7.0,8.0]]"));
            Assert.That(Key("count", "--axis", "0"), Is.EqualTo("[[2,2],[2,2],[2,2]]"));
        }

        string Key(string key, params string[] options) =>
            JsonDocument.Parse(CommandRunner.Run(["stats", path, .. options, "--json"]).Output).RootElement.GetProperty(key).GetRawText();
    }

    [Test]
    public void No_elements_give_an_empty_result()
    {
        using TemporaryFolder folder = new();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                CommandRunner.Run("stats", folder.Octets(), "B[:0]", "--json").Output,
                Is.EqualTo("{\"schema\":1,\"count\":0,\"min\":null,\"max\":null,\"mean\":null,\"std\":null,\"sum\":0,\"nan\":0,\"inf\":0}\n"));
            Assert.That(CommandRunner.Run("stats", folder.Octets(), "B[:0]").Output, Does.Contain("min    none\n"));
            Assert.That(
                CommandRunner.Run("stats", folder.Octets(), "B(2,3)[:, :0]", "--axis", "1", "--json").Output,
                Does.Contain("\"count\":[0,0],\"min\":[null,null],").And.Contain("\"sum\":[0,0]"));
            Assert.That(CommandRunner.Run("stats", folder.Octets(), "B(2,3)[:, :0]", "--axis", "0", "--json").Output, Does.Contain("\"sum\":[]"));
            Assert.That(
                CommandRunner.Run("stats", folder.Octets(), "B[:0]", "--histogram", "2", "--json").Output,
                Does.Contain("\"histogram\":{\"edges\":[0.0,0.5,1.0],\"counts\":[0,0],\"leftOut\":0}"));
        }
    }

    [TestCase(new[] { "--axis", "0", "--histogram", "3" }, "exclude each other")]
    [TestCase(new[] { "--axis", "1" }, "axis 1 is out of bounds")]
    [TestCase(new[] { "--axis", "x" }, "takes an integer")]
    [TestCase(new[] { "--histogram", "0" }, "must be from 1 to 100000")]
    public void Wrong_use_says_what_is_right(string[] options, string message)
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run(["stats", folder.Octets(), .. options]);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain(message).And.EndsWith("\n"));
    }

    [TestCase("S3", "cast its bytes to numbers")]
    [TestCase("{a:u1,b:S2}", "choose a field of numbers: .a")]
    [TestCase("V6", "cast its bytes to numbers")]
    public void The_error_for_elements_that_are_no_numbers_names_a_remedy(string view, string message)
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("stats", folder.Octets(), view);
        Assert.That(answer.Exit, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Contain(message));
    }

    [Test]
    public void A_histogram_draws_bars_no_wider_than_a_line()
    {
        using TemporaryFolder folder = new();
        string output = CommandRunner.Run("stats", folder.Write("many.bin", [.. Enumerable.Range(0, 9000).Select(number => (byte)(number % 7))]), "--histogram", "7").Output;
        string[] bars = [.. output.Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal))];
        Assert.That(bars, Has.Length.EqualTo(7).And.All.Length.LessThanOrEqualTo(80));
        Assert.That(bars[^1], Does.Contain("]").And.Contain("1285"));
    }
}
