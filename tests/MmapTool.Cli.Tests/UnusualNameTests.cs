using System.Text.Json;
using MmapTool.Memory;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>
/// Every verb, and every place where a path goes, with names that are no UTF-8 or speak to terminals. The files are made and listed by Python, whose
/// names are bytes. No stream and no form of output prints such a character.
/// </summary>
[Platform("Linux")]
public sealed class UnusualNameTests
{
    // Each text is a part of every name in one test. The second is a surrogate in the bytes that UTF-8 would give it, which is no UTF-8 either.
    private static readonly string[] Parts = ["caf\uDCE9", "\uDCED\uDCB2\uDCA9", "a\e[31mRED\nb\tc\rd", "\u0085\u2028\u2029", "x\u202Ey\u2066z\u200F", "\uDCFFé😀 '\"", "\uFFFD"];

    // Names are given by number, because a list of tests can't hold them.
    private static IEnumerable<int> Names => Enumerable.Range(0, Parts.Length);

    [TestCaseSource(nameof(Names))]
    public void Every_verb_takes_it_as_it_is(int number)
    {
        string part = Parts[number];
        Assume.That(CommandRunner.Program, Is.Null, "another process's arguments can't be given as text");
        using UnusualFolder above = new();
        string folder = Path.Combine(above.Path, part + ".dir");
        MakeFolder(folder);
        string data = Path.Combine(folder, part + ".bin");
        string other = Path.Combine(folder, part + ".other");
        string link = Path.Combine(folder, part + ".link");
        Make(data, "abcdefgh");
        Make(other, "01234567");
        Shell("os.symlink(os.path.basename(sys.argv[1]), sys.argv[2])", data, link);

        string[][] reading =
        [
            ["info"], ["show"], ["show", "--csv"], ["show", "--json", "B"], ["show", "--hex"], ["stats"], ["find", "\"c\""], ["hash"], ["recover", "--show"],
            ["extract", "-o", "-"], ["stats", "--io", "buffered"],
        ];
        foreach (string[] verb in reading)
        {
            foreach (string path in (string[])[data, link])
            {
                Done([verb[0], path, .. verb[1..]]);
                Done([verb[0], path, .. verb[1..], .. verb.Contains("-") || verb.Any(word => word is "--csv" or "--json" or "--hex") ? (string[])[] : ["--json"]]);
            }
        }

        string undo = Path.Combine(folder, part + ".undo");
        Done("patch", data, "[0] = 65", "--save-undo", undo);
        Assert.That(Bytes(data), Is.EqualTo("Abcdefgh"));
        Done("patch", data, "--apply", undo, "--json");
        Assert.That(Bytes(data), Is.EqualTo("abcdefgh"));
        Done("patch", data, $"[1] = @{FileWord(other)}::[3]", "--dry-run", "--json");
        Done("patch", data, $"[1] = @{FileWord(other)}::[3]");
        Done("patch", data, $"[4:8] = @{FileWord(Path.Combine(folder, part + ".bin"))}::[:4]", "--undo-limit", "1");
        Assert.That(Bytes(data), Is.EqualTo("a3cda3cd"));

        string script = Path.Combine(folder, part + ".script");
        Make(script, $"# a name {part.Replace("\n", "", StringComparison.Ordinal)}\n[0] = @{FileWord(other)}::[0]\n");
        Done("patch", link, "--script", script);
        Assert.That(Bytes(data), Is.EqualTo("03cda3cd"));

        string output = Path.Combine(folder, part + ".npy");
        Done("extract", data, "[:4]", "-o", output);
        Done("extract", data, "[:2]", "-o", output, "--force", "--json");
        Done("info", output);
        Done("convert", data, "-o", Path.Combine(folder, part + ".out"), "--to", "<f4");
        Done("cast", output, "--to", "i1");
        Done("reshape", output, "--to", "2,1");
        Done("cast", other, "--to", "<u2", "--adopt", "npy");
        Done("convert", output, "--to", ">i1", "--in-place");
        if (!part.Any(char.IsControl))
        {
            Done("cast", data, "--to", "<u2", "--header");
            string header = Path.Combine(folder, part + ".nhdr");
            Assert.That(Done("info", header, "--json").GetProperty("data").GetRawText(), Is.EqualTo(FileWord(data)));
            Done("patch", header, "[0] = 1");
            Done("convert", data, "--to", ">u2", "--in-place");
        }

        string list = Path.Combine(folder, part + ".jsonl");
        Make(list, $"[\"show\",{FileWord(data)},\"B[0]\"]\n[\"hash\",{FileWord(link)}]\n[\"patch\",{FileWord(data)},{Quoted("B[0] = @" + FileWord(output) + "::[0,0]")}]\n[\"show\",{FileWord(data + ".none")}]\n");
        string answers = Say(CommandRunner.Run("run", list)).Output;
        Assert.That(answers.Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("exit").GetInt32()), Is.EqualTo(new[] { 0, 0, 0, 3 }), answers);

        string[] words = Listed(folder);
        Assert.That(words, Is.All.Contains(part), "no name has been changed on the way");
        Assert.That(words, Has.None.EndsWith(".tmp").And.None.EndsWith("mmap-journal"));
    }

    [TestCaseSource(nameof(Names))]
    public void A_refusal_shows_an_unusual_name_in_visible_characters(int number)
    {
        string part = Parts[number];
        Assume.That(CommandRunner.Program, Is.Null, "another process's arguments can't be given as text");
        using UnusualFolder folder = new();
        string data = Path.Combine(folder.Path, part + ".bin");
        string missing = Path.Combine(folder.Path, part + ".none");
        Make(data, "abcdefgh");
        string[][] wrong =
        [
            ["show", missing], ["show", data, "[9]"], ["show", data, "[0"], ["patch", data, "[0] = 300"], ["patch", data, $"[0] = @{FileWord(missing)}::"], ["patch", data, "--script", missing],
            ["patch", data, "--apply", missing], ["patch", data, "[0] : 1 -> 2"], ["extract", data, "-o", data], ["extract", data, "-o", missing + "/x"], ["run", missing],
            ["hash", missing], ["find", data, part], ["show", data, "(" + part], ["show", data, "." + part + "?"], ["patch", data, part], ["show", data, "--format", part], ["cast", data, "--to", part], [part],
            ["show", data, "--" + part], ["show", data, "--limit", part], ["recover", missing],
        ];
        foreach (string[] words in wrong)
        {
            Answer answer = Say(CommandRunner.Run(words));
            Assert.That(answer.Exit, Is.InRange(1, 3), $"{string.Join(' ', words)}: {answer.Output}{answer.Error}");
        }
    }

    [Test]
    public void A_result_names_a_file_so_that_a_list_and_a_script_find_it_again()
    {
        Assume.That(CommandRunner.Program, Is.Null, "another process's arguments can't be given as text");
        using UnusualFolder folder = new();
        string data = Path.Combine(folder.Path, "caf\uDCE9.bin");
        Make(data, "abcdefgh");
        string printed = CommandRunner.Run("info", data, "--json").Output;
        int start = printed.IndexOf("\"file\":", StringComparison.Ordinal) + 7;
        string word = printed[start..printed.IndexOf(",\"size\"", start, StringComparison.Ordinal)];
        Assert.That(word, Does.EndWith(@"caf\udce9.bin"""));
        Assert.That(new CommandRunner { Input = System.Text.Encoding.UTF8.GetBytes($"[\"show\",{word},\"[0]\"]") }.Go("run", "-").Output, Is.EqualTo("{\"exit\":0,\"result\":97}\n"));
        Assert.That(new CommandRunner { Input = System.Text.Encoding.UTF8.GetBytes($"[0] = @{word}::[1]") }.Go("patch", data, "--script", "-").Exit, Is.Zero);
        Assert.That(Bytes(data), Is.EqualTo("bbcdefgh"));

        // Both list the names as raw bytes.
        Assert.That(new CommandRunner { Input = [.. "[\"show\",\""u8, .. PathText.ToBytes(data), .. "\",\"[0]\"]"u8] }.Go("run", "-").Output, Is.EqualTo("{\"exit\":0,\"result\":98}\n"));
        Assert.That(new CommandRunner { Input = [.. "[1] = @"u8, .. PathText.ToBytes(data), .. "::[2]"u8] }.Go("patch", data, "--script", "-").Exit, Is.Zero);
        Assert.That(Bytes(data), Is.EqualTo("bccdefgh"));
    }

    [TestCase("find", "\"b?\"")]
    [TestCase("find", "u\"b?\"")]
    [TestCase("patch", "[:2] = \"b?\"")]
    [TestCase("patch", "S2[0] = \"b?\"")]
    [TestCase("patch", "[:2] = [\"?\", 1]")]
    [TestCase("show", "[\"?\"]")]
    public void A_byte_that_is_no_UTF8_is_no_character_of_a_value(string verb, string text)
    {
        text = text.Replace('?', '\uDCE9');
        Assume.That(CommandRunner.Program, Is.Null, "another process's arguments can't be given as text");
        using UnusualFolder folder = new();
        string data = Path.Combine(folder.Path, "data.bin");
        Make(data, "abcdefgh");
        Answer answer = Say(CommandRunner.Run(verb, data, text));
        Assert.That(answer.Exit, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Contain(@"\xE9 is no UTF-8"));
        Assert.That(File.ReadAllText(data), Is.EqualTo("abcdefgh"));
    }

    private static JsonElement Done(params string[] words)
    {
        Answer answer = Say(CommandRunner.Run(words));
        Assert.That(answer.Exit, Is.Zero, $"{string.Join(' ', words)}: {answer.Error}");
        return words.Contains("--json") ? JsonDocument.Parse(answer.Output).RootElement : default;
    }

    // The output has no invisible character, no half of a surrogate pair, and no U+FFFD in the place of a byte.
    private static Answer Say(Answer answer)
    {
        foreach (char character in answer.Output + answer.Error)
        {
            bool isHidden = (char.IsControl(character) && character is not '\n') || character is '\u2028' or '\u2029' or '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
            Assert.That(isHidden, Is.False, $"U+{(int)character:X4} in {answer.Output}{answer.Error}");
        }

        return answer;
    }

    private static string FileWord(string path) => Errors.VisibleText.Quoted(path);

    private static string Quoted(string text) => Errors.VisibleText.Quoted(text);

    private static void MakeFolder(string path) => Shell("os.mkdir(sys.argv[1])", path);

    private static void Make(string path, string content) => Shell("open(sys.argv[1],'wb').write(os.fsencode(sys.argv[2]))", path, content);

    private static string Bytes(string path) => Shell("sys.stdout.write(open(sys.argv[1],'rb').read().decode('latin1'))", path);

    // Names are passed between processes as hexadecimal digits, because the pipes carry text.
    private static string[] Listed(string folder) =>
        [.. Shell("print(*[n.hex() for n in os.listdir(os.fsencode(sys.argv[1]))])", folder).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => PathText.FromBytes(Convert.FromHexString(name)))];

    private static string Shell(string program, params string[] words) => Python.Print(
    [
        "-c", "import sys,os\nsys.argv[1:]=[os.fsdecode(bytes.fromhex(w)) for w in sys.argv[1:]]\n" + program,
        .. words.Select(word => Convert.ToHexStringLower(PathText.ToBytes(word))),
    ]);

    // .NET can't delete a file whose name it can't express.
    private sealed class UnusualFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("mmaptool-").FullName;

        public void Dispose() => Shell("import shutil; shutil.rmtree(os.fsencode(sys.argv[1]))", Path);
    }
}
