using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MmapTool.Cli.Input;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Input;

public sealed class CommandLineTextTests
{
    [Test]
    public void Output_of_a_JSON_writer_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), given =>
        {
            string[] arguments = [.. given.Select(text => text.Get)];
            return CommandLineText.Parse(JsonSerializer.SerializeToUtf8Bytes(arguments)).SequenceEqual(arguments);
        }).Hold();
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("show f.bin")]
    [TestCase("{}")]
    [TestCase("\"show\"")]
    [TestCase("null")]
    [TestCase("[\"show\"")]
    [TestCase("[\"show\",]")]
    [TestCase("[\"show\", 1]")]
    [TestCase("[\"show\", null]")]
    [TestCase("[[\"show\"]]")]
    [TestCase("[\"show\"] [\"info\"]")]
    [TestCase("[\"\\ud800\"]")]
    [TestCase("# comment")]
    public void Anything_else_is_refused_in_one_line(string line)
    {
        UsageException? refusal = Assert.Throws<UsageException>(() => CommandLineText.Parse(Encoding.UTF8.GetBytes(line)));
        Assert.That(refusal!.Message, Does.Contain("JSON array of strings"));
    }

    [Test]
    public void Deep_nesting_is_refused_and_a_byte_that_is_no_text_may_be_a_name()
    {
        Assert.Throws<UsageException>(() => CommandLineText.Parse(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));
        Assert.That(CommandLineText.Parse([(byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']']), Is.EqualTo(new[] { "\uDCFF" }));
        Assert.That(CommandLineText.Parse([.. """["a\n\udcff\"é\ud83d\ude00", "b"]"""u8]), Is.EqualTo(new[] { "a\n\uDCFF\"é😀", "b" }));
    }
}
