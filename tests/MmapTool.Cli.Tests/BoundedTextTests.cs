using System.Text;
using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>No input makes the command print without end: elements of no bytes, long names, long texts.</summary>
public sealed class BoundedTextTests
{
    private static readonly string[] TextForms = ["show", "show --json", "show --csv", "show --all", "extract --as csv -o -", "extract --as json -o -", "extract --as csv -o OUT", "extract --as json -o OUT"];

    [Test]
    public void Elements_of_no_bytes_with_an_endless_count_are_refused_as_text_and_nothing_else(
        [Values("'|V0'", "'|S0'", "[]", "[('a', '|V0'), ('b', [])]", "[('a', '|S0', (1024, 1024, 64))]")] string dtype, [ValueSource(nameof(TextForms))] string form)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("z.npy", Npy(dtype, long.MaxValue / 2));
        Answer answer = CommandRunner.Run([form.Split(' ')[0], path, .. form.Split(' ')[1..].Select(word => word == "OUT" ? folder["out"] : word)]);
        Assert.That(answer.Exit, Is.EqualTo(2), answer.Output.Length + answer.Error);
        Assert.That(answer.Error, Does.Contain("elements of no bytes").And.EndsWith("such as [:100]\n"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
        Assert.That(answer.Output, form.Contains("--json", StringComparison.Ordinal) ? Does.StartWith("{\"schema\":1,\"error\":").And.Length.LessThan(1000) : Is.Empty);

        // A few such elements are shown as in NumPy. Verbs that print no elements take any number of them.
        Assert.That(CommandRunner.Run("info", path).Exit, Is.Zero);
        Assert.That(CommandRunner.Run("hash", path).Output, Does.StartWith("e3b0c442"));
        Assert.That(CommandRunner.Run("extract", path, "-o", folder["o.npy"]).Exit, Is.Zero);
        if (!dtype.Contains("1024", StringComparison.Ordinal))
        {
            Assert.That(CommandRunner.Run("show", path, "[:2]", "--json").Output, Is.EqualTo(dtype.Contains('a', StringComparison.Ordinal) ? "[{\"a\":\"\",\"b\":{}},{\"a\":\"\",\"b\":{}}]\n" : dtype == "[]" ? "[{},{}]\n" : "[\"\",\"\"]\n"));
            Assert.That(new CommandRunner { OutputIsTerminal = true }.Go("show", path).Exit, Is.Zero, "a summary shows a few");
        }
    }

    [Test]
    public void A_few_records_with_endless_fields_of_no_bytes_are_refused_as_well([ValueSource(nameof(TextForms))] string form)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("z.npy", Npy("[('a', '|S0', (1024, 1024, 64))]", 3));
        Answer answer = CommandRunner.Run([form.Split(' ')[0], path, .. form.Split(' ')[1..].Select(word => word == "OUT" ? folder["out"] : word)]);
        Assert.That(answer.Exit, Is.EqualTo(2), answer.Output.Length + answer.Error);
        Assert.That(answer.Error, Does.Contain("elements of no bytes"));
    }

    [TestCase("show", "?")]
    [TestCase("show", "f.bin", "?")]
    [TestCase("show", "f.bin", "[\"?\"]")]
    [TestCase("patch", "f.bin", "[0] = ?")]
    [TestCase("patch", "f.bin", "[0] = \"?\"")]
    [TestCase("patch", "f.bin", "[0] = @?::")]
    [TestCase("extract", "f.bin", "-o", "?")]
    [TestCase("find", "f.bin", "?")]
    [TestCase("cast", "f.bin", "--to", "?")]
    [TestCase("cast", "f.bin", "--to", "{?:u1")]
    [TestCase("hash", "f.bin", "--algorithm", "?")]
    [TestCase("show", "f.bin", "--?")]
    [TestCase("?")]
    [TestCase("run", "?")]
    public void An_error_is_a_line_of_at_most_1000_characters(params string[] words)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("f.bin", "abcdefgh"u8);

        // An argument of a process has at most 128 KiB.
        foreach (string text in (string[])[new('S', 100_000), string.Concat(Enumerable.Repeat("é😀\e", 15_000)), new('[', 100_000), string.Concat(Enumerable.Repeat("a/", 2000))])
        {
            string[] arguments = [.. words.Select(word => word == "f.bin" ? path : word.Replace("?", text, StringComparison.Ordinal))];
            Answer answer = CommandRunner.Run(arguments);
            Assert.That(answer.Exit, Is.InRange(1, 3));
            Assert.That(answer.Error.TrimEnd('\n'), Has.Length.InRange(20, 1000), answer.Error);
            Assert.That(answer.Error.Split('\n'), Has.Length.EqualTo(2).Or.Length.EqualTo(4), "one line, or three with the place");
            string line = JsonSerializer.Serialize(arguments) + "\n";
            string said = new CommandRunner { Input = Encoding.UTF8.GetBytes(line) }.Go("run", "-").Output;
            Assert.That(JsonDocument.Parse(said).RootElement.GetProperty("error").GetString()!, Has.Length.InRange(10, 1000));
        }
    }

    [Test]
    public void The_mend_at_the_end_of_a_long_message_stays()
    {
        string name = new string('n', 5000) + ".bin";
        Assert.That(CommandRunner.Run("show", name).Error, Does.StartWith("mmaptool: nnn").And.Contain("…").And.EndsWith("its name is too long; shorten it\n"));
    }

    [Test]
    [Platform("Unix")]
    public void Other_names_of_a_file_that_is_replaced_are_told_of()
    {
        using TemporaryFolder folder = new();
        string data = folder.Write("data", "abcdefgh"u8);
        foreach (string[] words in (string[][])
                 [
                     ["extract", data, "-o", "OUT", "--force"], ["extract", data, "--as", "csv", "-o", "OUT", "--force"], ["convert", data, "--to", "f4", "-o", "OUT", "--force"],
                     ["cast", data, "--to", "<u2", "-o", "OUT", "--force"], ["patch", data, "[0] += 1", "--save-undo", "OUT", "--force"], ["cast", data, "--to", "<u4", "--header", "--force"],
                 ])
        {
            string output = folder[words.Contains("--header") ? "data.nhdr" : words[0] == "cast" ? "out.npy" : "out"];
            foreach (int others in (int[])[0, 1, 2])
            {
                foreach (string name in Directory.GetFiles(folder.Path).Where(name => name != data))
                {
                    File.Delete(name);
                }

                File.WriteAllText(output, "old");
                for (int link = 0; link < others; link++)
                {
                    Assert.That(TemporaryMount.Run("ln", output, folder[$"link{link}"]), Is.Null);
                }

                if (words.Contains("--header"))
                {
                    File.WriteAllText(output, "NRRD0004\ntype: uint8\ndimension: 1\nsizes: 8\nencoding: raw\ndata file: data\n");
                }

                Answer answer = CommandRunner.Run([.. words.Select(word => word == "OUT" ? output : word)]);
                Assert.That(answer.Exit, Is.Zero, answer.Error);
                string said = answer.Output + answer.Error;
                Assert.That(said.Contains("hard link", StringComparison.Ordinal), Is.EqualTo(others > 0), string.Join(' ', words) + said);
                Assert.That(said, others == 2 ? Does.Contain("2 other names (hard links), which still lead") : others == 1 ? Does.Contain("1 other name (a hard link), which still leads") : Does.Not.Contain("other name"));
            }
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_file_that_is_mounted_by_itself_is_not_replaced()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("mounting needs root");
        }

        using TemporaryFolder folder = new();
        string data = folder.Write("data", "abcdefgh"u8);
        string mounted = folder.Write("mounted", "x"u8);
        string behind = folder.Write("behind", "01234567"u8);
        if (TemporaryMount.Run("mount", "--bind", behind, mounted) is { } trouble)
        {
            Assert.Ignore(trouble);
        }

        try
        {
            foreach (string[] words in (string[][])
                     [
                         ["extract", data, "-o", mounted, "--force"], ["extract", data, "-o", mounted, "--force", "--dry-run"], ["convert", data, "--to", "f4", "-o", mounted, "--force"],
                         ["patch", data, "[0] += 1", "--save-undo", mounted, "--force"], ["cast", mounted, "--to", "<u2", "--adopt", "npy"],
                     ])
            {
                Answer answer = CommandRunner.Run(words);
                Assert.That((answer.Exit, answer.Output), Is.EqualTo((3, "")), string.Join(' ', words));
                Assert.That(answer.Error, Does.Contain("a bind mount of one file").And.Contain("write to another name"));
                Assert.That(File.ReadAllText(behind) + File.ReadAllText(data), Is.EqualTo("01234567abcdefgh"));
            }

            // A change in place works on such a file as on any other.
            Assert.That(CommandRunner.Run("patch", mounted, "[0] = 65").Exit, Is.Zero);
            Assert.That(File.ReadAllText(behind), Is.EqualTo("A1234567"));
        }
        finally
        {
            TemporaryMount.Run("umount", mounted);
        }
    }

    [TestCase("LIST\na.raw\nb.raw\n", "a LIST of data files is refused")]
    [TestCase("LIST 1\na.raw\nb.raw\n", "a LIST of data files is refused")]
    [TestCase("LIST\n", "a LIST of data files is refused")]
    [TestCase("LIST 2\nhttp://a:b\n\n\n", "a LIST of data files is refused")]
    [TestCase("slice%03d.raw 1 20 1\n", "a pattern of data files is refused")]
    [TestCase("slice%03d.raw 1 20 1 2\n", "a pattern of data files is refused")]
    public void Data_in_several_files_are_refused_by_their_own_name(string dataFile, string reason)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("l.nhdr", Encoding.ASCII.GetBytes("NRRD0004\ntype: short\ndimension: 2\nsizes: 12 2\nendian: little\nencoding: raw\ndata file: " + dataFile));
        foreach (string verb in (string[])["info", "show", "stats", "hash"])
        {
            Answer answer = CommandRunner.Run(verb, path);
            Assert.That((answer.Exit, answer.Output), Is.EqualTo((3, "")));
            Assert.That(answer.Error, Does.Contain(reason));
        }
    }

    private static byte[] Npy(string dtype, long count)
    {
        string header = $"{{'descr': {dtype}, 'fortran_order': False, 'shape': ({count},), }}";
        header = header.PadRight(header.Length + 63 - ((10 + header.Length) % 64)) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)];
    }
}
