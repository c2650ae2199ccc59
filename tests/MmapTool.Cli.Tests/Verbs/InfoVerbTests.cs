using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class InfoVerbTests
{
    [Test]
    public void Json_has_what_memoryview_has()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("info", folder.Octets(), "B(2,3)[:, ::-1].T", "--json");
        using JsonDocument document = JsonDocument.Parse(answer.Output);
        JsonElement info = document.RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.Zero);
            Assert.That(info.GetProperty("file").GetString(), Is.EqualTo(folder["octets.bin"]));
            Assert.That(info.GetProperty("size").GetInt64(), Is.EqualTo(6));
            Assert.That(info.GetProperty("container").GetString(), Is.EqualTo("raw"));
            Assert.That(info.GetProperty("dtype").GetString(), Is.EqualTo("|u1"));
            Assert.That(info.GetProperty("itemsize").GetInt64(), Is.EqualTo(1));
            Assert.That(info.GetProperty("format").GetString(), Is.EqualTo("B"));
            Assert.That(info.GetProperty("ndim").GetInt64(), Is.EqualTo(2));
            Assert.That(info.GetProperty("shape").GetRawText(), Is.EqualTo("[3,2]"));
            Assert.That(info.GetProperty("strides").GetRawText(), Is.EqualTo("[-1,3]"));
            Assert.That(info.GetProperty("offset").GetInt64(), Is.EqualTo(2));
            Assert.That(info.GetProperty("count").GetInt64(), Is.EqualTo(6));
            Assert.That(info.GetProperty("nbytes").GetInt64(), Is.EqualTo(6));
            Assert.That(info.GetProperty("readonly").GetBoolean(), Is.False);
            Assert.That(info.GetProperty("cContiguous").GetBoolean(), Is.False);
            Assert.That(info.GetProperty("fContiguous").GetBoolean(), Is.False);
            Assert.That(info.GetProperty("contiguous").GetBoolean(), Is.False);
            Assert.That(info.GetProperty("members").GetRawText(), Is.EqualTo("[{\"name\":\"\",\"dtype\":\"|u1\",\"shape\":[6],\"offset\":0,\"nbytes\":6}]"));
            Assert.That(info.GetProperty("warnings").GetRawText(), Is.EqualTo("[]"));
        }
    }

    [Test]
    public void The_view_s_own_text_names_the_same_view()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        Answer answer = CommandRunner.Run("info", path, " B ( 2 , 3 ) [ 1 , 0x1 : ] ", "--json");
        string view = JsonDocument.Parse(answer.Output).RootElement.GetProperty("view").GetString()!;
        Assert.That(CommandRunner.Run("info", path, view, "--json"), Is.EqualTo(answer));
    }

    [TestCase("[:, ::-2].T")]
    [TestCase("")]
    public void The_view_s_own_text_lies_over_the_file_s_bytes(string expression)
    {
        using TemporaryFolder folder = new();
        string path = folder.Npy("a.npy", 2, 3);
        JsonElement before = JsonDocument.Parse(CommandRunner.Run("info", path, expression, "--json").Output).RootElement;
        string raw = before.GetProperty("view").GetString()!;
        JsonElement after = JsonDocument.Parse(CommandRunner.Run("info", path, raw, "--format", "raw", "--json").Output).RootElement;
        foreach (string key in (string[])["dtype", "shape", "strides", "offset", "view"])
        {
            Assert.That(after.GetProperty(key).GetRawText(), Is.EqualTo(before.GetProperty(key).GetRawText()), key);
        }
    }

    [Test]
    public void Text_has_a_line_for_each()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("info", folder.Npy("a.npy", 2, 3));
        foreach (string line in (string[])["container   npy", "dtype       <i4", "shape       (2, 3)", "strides     (12, 4)", "offset      128", "nbytes      24 bytes"])
        {
            Assert.That(answer.Output, Does.Contain("\n" + line + "\n"));
        }
    }

    [Test]
    [Platform("Unix")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_file_that_may_not_be_written_is_readonly()
    {
        using TemporaryFolder folder = new();
        string path = folder.Octets();
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        // Root may write the file anyway.
        Answer answer = CommandRunner.Run("info", path, "--json");
        Assert.That(JsonDocument.Parse(answer.Output).RootElement.GetProperty("readonly").GetBoolean(), Is.EqualTo(!Environment.IsPrivilegedProcess));
    }

    [Test]
    public void An_empty_file_is_fine()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("info", folder.Write("empty", []), "--json");
        Assert.That(JsonDocument.Parse(answer.Output).RootElement.GetProperty("shape").GetRawText(), Is.EqualTo("[0]"));
    }

    [Test]
    public void Terabytes_are_fine()
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("info", folder.Sparse("huge", 1L << 42), "<f8", "--json");
        Assert.That(JsonDocument.Parse(answer.Output).RootElement.GetProperty("count").GetInt64(), Is.EqualTo(1L << 39));
    }

    [TestCase("h[9", 2)]
    [TestCase("h[9]", 2)]
    [TestCase("i", 2)]
    [TestCase("u16", 2)]
    public void A_view_that_does_not_fit_names_the_file(string view, int exit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Answer answer = CommandRunner.Run("info", path, view);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((exit, "")));
        Assert.That(answer.Error, Does.StartWith($"mmaptool: {path}: "));
    }

    [Test]
    public void A_file_that_is_not_there_or_is_damaged_is_exit_3()
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run("info", folder["none"]).Exit, Is.EqualTo(3));
        Assert.That(CommandRunner.Run("info", folder.Path).Exit, Is.EqualTo(3));
        Assert.That(CommandRunner.Run("info", folder.Write("a.npy", "\x93NUMPY\u0001"u8)).Exit, Is.EqualTo(3));
        Assert.That(CommandRunner.Run("info", folder.Octets(), "--format", "nosuch").Exit, Is.EqualTo(2));
    }
}
