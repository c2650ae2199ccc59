using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>Standard input as the file to read, <c>-</c>. Every reading verb gives the same answer as for a file of the same bytes. Every changing verb refuses it.</summary>
public sealed class StandardInputFileTests
{
    private static readonly byte[] Numbers = [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0];

    private static readonly string[][] Reading =
    [
        ["show", "-"], ["show", "-", "<i2"], ["show", "-", "<i2", "--json"], ["show", "-", "<i2", "--csv"], ["show", "-", "<i2[::-1]", "--hex"], ["stats", "-", "<i2"],
        ["stats", "-", "<i2(1,5)", "--axis", "0", "--json"], ["stats", "-", "<i2", "--histogram", "2"], ["find", "-", "x\"00 00\""], ["find", "-", "1", "--in", "<i2"],
        ["hash", "-", "--algorithm", "crc32", "--json"], ["hash", "-", "--blocks", "4"], ["extract", "-", "[2:6]", "-o", "-"], ["extract", "-", "<i2", "--as", "json", "-o", "-"],
        ["convert", "-", "<i2", "--to", "f4", "-o", "-"], ["show", "-", "<i2", "--io", "buffered"], ["show", "-", "<i2", "--io", "mapped"], ["show", "-", "[20]"], ["show", "-", "<i4"],
    ];

    private static readonly string[][] Changing =
    [
        ["patch", "-", "[0] = 1"], ["patch", "-", "[0] = 1", "--dry-run"], ["patch", "-", "[:] = @-"], ["convert", "-", "<i2", "--to", ">i2", "--in-place"], ["cast", "-", "--to", "<i2", "--header"],
        ["cast", "-", "--to", "<i2", "--adopt", "npy"], ["reshape", "-", "--to", "2,5", "--header"], ["recover", "-"], ["recover", "-", "--show"],
    ];

    [TestCaseSource(nameof(Reading))]
    public void Reading_verbs_say_what_they_say_of_a_file(params string[] words)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Numbers);
        Answer expected = CommandRunner.Run([.. words.Select((word, index) => index == 1 ? path : word)]);
        Answer answer = new CommandRunner { Input = Numbers }.Go(words);
        Assert.That(answer.Exit, Is.EqualTo(expected.Exit), answer.Error);
        Assert.That(answer.Output, Is.EqualTo(expected.Output));
        Assert.That(answer.Error, Is.EqualTo(expected.Error.Replace(path, "standard input", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(Changing))]
    public void Changing_verbs_refuse_it(params string[] words)
    {
        Answer answer = new CommandRunner { Input = Numbers }.Go(words);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")));
        Assert.That(answer.Error, Does.Contain("standard input is only read"));
    }

    [Test]
    public void A_container_is_recognised_and_an_output_has_nothing_to_do_with_it()
    {
        using TemporaryFolder folder = new();
        string npy = folder["a.npy"];
        Assert.That(new CommandRunner { Input = Numbers }.Go("extract", "-", "<i2", "-o", npy).Exit, Is.Zero);
        byte[] bytes = File.ReadAllBytes(npy);
        Assert.That(new CommandRunner { Input = bytes }.Go("show", "-").Output, Is.EqualTo("[-2, -1, 0, 1, 2]\n"));
        Assert.That(new CommandRunner { Input = bytes }.Go("info", "-").Output, Does.Match("^file +-\nsize +138 bytes\ncontainer +npy\n").And.Match("readonly +yes"));
        Assert.That(new CommandRunner { Input = bytes }.Go("cast", "-", "--to", "<u2", "-o", npy, "--force").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", npy).Output, Is.EqualTo("[65534, 65535, 0, 1, 2]\n"));
        Assert.That(new CommandRunner { Input = bytes }.Go("cast", "-", "--to", "<u2").Error, Does.Contain("standard input is only read"));

        // A file of this name is another matter.
        string current = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            folder.Write("-", "xy"u8);
            folder.Write("standard input.nhdr", "no header"u8);
            folder.Write("standard input.mmap-journal", "no journal"u8);
            Assert.That(CommandRunner.Run("show", "./-", "[0]").Output, Is.EqualTo("120\n"));
            Assert.That(new CommandRunner { Input = Numbers }.Go("show", "-", "[0]").Output, Is.EqualTo("254\n"));
            Assert.That(new CommandRunner { Input = Numbers }.Go("extract", "-", "-o", "standard input").Exit, Is.Zero);
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }
    }

    [Test]
    public void Inside_run_it_carries_the_commands()
    {
        Answer answer = new CommandRunner { Input = "[\"show\",\"-\"]\n[\"nosuch\"]\n"u8.ToArray() }.Go("run", "-");
        Assert.That(answer.Output, Does.StartWith("{\"exit\":2,\"error\":\"inside run standard input carries the commands").And.Contain("nosuch"));
    }

    [Test]
    public void A_large_one_goes_through_the_disk_with_its_zeros_as_holes()
    {
        byte[] bytes = new byte[5_000_000];
        new Random(Seeds.Next("bytes")).NextBytes(bytes.AsSpan(0, 700_000));
        bytes[^1] = 7;
        string expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.That(new CommandRunner { Input = bytes }.Go("hash", "-").Output, Is.EqualTo($"{expected}  -\n"));
        bytes[^1] = 0;
        expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.That(new CommandRunner { Input = bytes }.Go("hash", "-").Output, Is.EqualTo($"{expected}  -\n"));
        Assert.That(new CommandRunner().Go("show", "-", "--json").Output, Is.EqualTo("[]\n"));
    }
}
