using System.Text;
using System.Text.Json;
using MmapTool.Cli.Output;

namespace MmapTool.Cli.Tests.Output;

public sealed class AnswerStreamTests
{
    [Test]
    public void Results_and_errors_are_one_JSON_object_a_line_in_order()
    {
        using MemoryStream output = new();
        using AnswerStream answers = new(output);
        answers.Begin();
        answers.Write("[1,\n2]\n"u8);
        answers.End(0);
        answers.Begin();
        answers.Write("{\"half\":"u8);
        answers.Fail(new Failure(3, "f: gone \"for\" good"));
        answers.Begin();
        answers.End(0);
        answers.Begin();
        answers.Write("\"no\"\n"u8);
        answers.End(1);
        Assert.That(output.Length, Is.Zero, "held back");
        answers.FlushAnswers();
        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Is.EqualTo(
            "{\"exit\":0,\"result\":[1, 2]}\n" +
            "{\"exit\":3,\"error\":\"f: gone \\\"for\\\" good\"}\n" +
            "{\"exit\":0,\"result\":null}\n" +
            "{\"exit\":1,\"result\":\"no\"}\n"));
    }

    [Test]
    public void A_huge_result_is_passed_on_as_it_comes()
    {
        using CountingStream output = new();
        using AnswerStream answers = new(output);
        byte[] block = Encoding.UTF8.GetBytes("\"" + new string('x', (1 << 20) - 3) + "\",");
        answers.Begin();
        answers.Write("["u8);
        for (int index = 0; index < 40; index++)
        {
            answers.Write(block);
        }

        Assert.That(output.Bytes.Length, Is.GreaterThan(16 << 20), "before the end");
        answers.Write("0]\n"u8);
        answers.End(0);
        answers.Begin();
        answers.Write("7\n"u8);
        answers.End(0);
        answers.FlushAnswers();

        string[] lines = Encoding.UTF8.GetString(output.Bytes.ToArray()).Split('\n');
        using JsonDocument first = JsonDocument.Parse(lines[0]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.RootElement.GetProperty("result").GetArrayLength(), Is.EqualTo(41));
            Assert.That(lines[1], Is.EqualTo("{\"exit\":0,\"result\":7}"));
            Assert.That(lines, Has.Length.EqualTo(3));
        }
    }

    [Test]
    public void A_huge_result_that_fails_at_its_end_breaks_the_list_off_aloud()
    {
        using AnswerStream answers = new(Stream.Null);
        answers.Begin();
        answers.Write(new byte[(16 << 20) + 1]);
        Assert.Throws<IOException>(() => answers.Fail(new Failure(3, "gone")));
        Assert.That(answers.IsBroken, Is.True);
    }

    private sealed class CountingStream : WriteOnlyStream
    {
        public MemoryStream Bytes { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer) => Bytes.Write(buffer);

        public override void Flush()
        {
        }
    }
}
