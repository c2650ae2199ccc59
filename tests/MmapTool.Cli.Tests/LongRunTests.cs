using System.Text;
using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>run with many lines, wrong lines and blank lines: one answer for each command, in order.</summary>
public sealed class LongRunTests
{
    [Test]
    public void Ten_thousand_commands_are_answered_in_order()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[1000];
        new Random(6).NextBytes(bytes);
        string file = folder.Write("f.bin", bytes);
        StringBuilder commands = new();
        for (int number = 0; number < 10_000; number++)
        {
            // Every seventh is wrong, every eleventh is blank, which is answered too so that answers count as lines do; lines end either way.
            string view = number % 7 == 0 ? $"[{1000 + number}]" : $"[{number % 1000}]";
            commands.Append(number % 11 == 0 ? " \t" : JsonSerializer.Serialize(new[] { "show", file, view })).Append(number % 3 == 0 ? "\r\n" : "\n");
        }

        Answer answer = new CommandRunner { Input = Encoding.UTF8.GetBytes(commands.ToString()) }.Go("run", "-");
        string[] lines = answer.Output.Split('\n');
        Assert.That((answer.Exit, answer.Error, lines.Length, lines[^1]), Is.EqualTo((0, "", 10_001, "")));
        for (int number = 0; number < 10_000; number++)
        {
            using JsonDocument line = JsonDocument.Parse(lines[number]);
            JsonElement root = line.RootElement;
            if (number % 11 == 0)
            {
                Assert.That((root.GetProperty("exit").GetInt32(), root.GetProperty("error").GetString()), Is.EqualTo((2, "")).Using<(int, string)>((x, y) => x.Item1 == 2 && x.Item2.Length > 0), lines[number]);
            }
            else if (number % 7 == 0)
            {
                Assert.That(root.GetProperty("exit").GetInt32(), Is.EqualTo(2), lines[number]);
                Assert.That(root.GetProperty("error").GetString(), Does.Contain($"{1000 + number}"));
            }
            else
            {
                Assert.That((root.GetProperty("exit").GetInt32(), root.GetProperty("result").GetInt32()), Is.EqualTo((0, (int)bytes[number % 1000])), lines[number]);
            }
        }
    }

    [Test]
    public void A_line_that_is_no_command_is_answered_and_the_next_one_too()
    {
        using TemporaryFolder folder = new();
        string good = JsonSerializer.Serialize(new[] { "show", folder.Write("f.bin", [7]), "[0]" });
        byte[][] wrong =
        [
            [.. "[\"show\",\""u8, 0xFF, 0xFE, .. "\"]"u8], "not JSON"u8.ToArray(), "{\"a\":1}"u8.ToArray(), "[1,2]"u8.ToArray(), "[]"u8.ToArray(), "[\"run\",\"-\"]"u8.ToArray(), "[\"show\""u8.ToArray(),
            "[\"show\",\"f\"] x"u8.ToArray(), "[\"show\",[\"f\"]]"u8.ToArray(), "[\"show\",null]"u8.ToArray(), "[\"help\"]"u8.ToArray(), "[\"show\",\"\\ud800\"]"u8.ToArray(),
            [.. "[\"show\",\""u8, .. Enumerable.Repeat((byte)'a', 40 << 20), .. "\"]"u8],
        ];
        using MemoryStream input = new();
        foreach (byte[] line in wrong)
        {
            input.Write([.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(good), (byte)'\n']);
        }

        Answer answer = new CommandRunner { Input = input.ToArray() }.Go("run", "-");
        string[] lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That((answer.Exit, answer.Error, lines.Length), Is.EqualTo((0, "", wrong.Length * 2)));
        for (int number = 0; number < wrong.Length; number++)
        {
            using JsonDocument line = JsonDocument.Parse(lines[number * 2]);
            Assert.That(line.RootElement.GetProperty("exit").GetInt32(), Is.AnyOf(2, 3), lines[number * 2]);
            Assert.That(line.RootElement.GetProperty("error").GetString(), Is.Not.Empty.And.Not.Contain("internal error").And.Length.LessThan(1000));
            Assert.That(lines[(number * 2) + 1], Is.EqualTo("{\"exit\":0,\"result\":7}"));
        }
    }
}
