using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MmapTool.Testing;
using MmapTool.Testing.Fuzzing;

namespace MmapTool.Cli.Tests;

/// <summary>Mutated valid command lines. Each is answered as the contract says, and only success changes a file.</summary>
public sealed class FuzzTests
{
    private static readonly string[][] Valid =
    [
        ["info", "FILE", "h[1:4]", "--json"], ["show", "FILE", "<u2(4,8)[::-1, 1:3].T", "--csv"], ["show", "FILE", "[0x10:+4]", "--hex"],
        ["show", "FILE", "{a:<i2,b:f4(2),c:S2,d:V4}[1].b", "--json"], ["show", "NPY", "[1, ..., newaxis].view(u1)"], ["info", "NPY"],
        ["find", "FILE", "x\"?5 4a\"", "--in", "u1(8,8).T", "--json"], ["find", "FILE", "[1.5, \"NaN\"]", "--in", "<f2", "--limit", "3"], ["find", "NPY", "\"a\"", "--count"],
        ["hash", "FILE", "<u2[::-1]", "--algorithm", "crc32c", "--blocks", "7"], ["hash", "NPY", "--algorithm", "md5", "--json"],
        ["extract", "FILE", "u1[::2]", "-o", "OUT", "--force", "--as", "npy"], ["extract", "NPY", "-o", "OUT", "--dry-run"],
        ["cast", "NPY", "--to", "<i4(2,-1)", "--dry-run"], ["cast", "NPY", "--to", "u1"], ["reshape", "NPY", "--to", "3,-1", "--no-sync"],
        ["cast", "FILE", "--to", ">u4", "--header", "--dry-run"], ["reshape", "FILE", "--to", "8,8", "-o", "OUT.npy", "--force"],
        ["patch", "FILE", "u1[0x10:+4] = x\"de ad be ef\"", "h[1] += 1", "--no-sync"], ["patch", "FILE", "<f4[3:5] = [1.5e3, \"NaN\"]", "--no-journal"],
        ["patch", "FILE", "[0:4] : [0,1,2,3] -> @::[8:12]", "--wait", "0"], ["patch", "NPY", "[0] = @NPY::[1]", "--cast-values", "wrap"],
        ["patch", "FILE", "c8[0] = [1,-2]", "S4[3] = \"a\\u00e9\"", "--memory", "16Mi", "--threads", "1", "--quiet"],
        ["convert", "FILE", "<u2[1:9]", "--to", ">u2", "--in-place", "--no-sync"], ["convert", "FILE", "{a:<u2,b:>f4}[:4]", "--to", "{a:>u2,b:<f4}", "--in-place", "--dry-run"],
        ["recover", "FILE", "--show"], ["recover", "NPY", "--undo", "--wait", "0"], ["patch", "NPY", "--script", "FILE", "--dry-run"], ["cast", "FILE", "--to", "<u2(4,8)", "--adopt", "npy", "--no-sync"],
        ["help", "patch"], ["--version"],
    ];

    private static readonly string[] Pieces =
    [
        "-", "--", "=", "::", "[", "]", "(", ")", "{", "}", ",", ":", ".", "\"", "'", "\\", "@", "->", "<<=", " ", "\0", "\n", "\t", "é", "\ud83d\ude00", "\ud800", "0", "-1", "1", "9223372036854775807",
        "-9223372036854775808", "18446744073709551616", "1e999", "0x", "0b2", "1_0", "1Ti", "8Ei", "NaN", "null", "u1", "u16", "i3", "bf16", "float8_e4m3fn", "V0", "S0", "S99999999999", ".cast(u1)",
        ".view(i8)", ".reshape(-1)", ".reshape(0,-1)", ".T", ".transpose(1,0)", "[::-1]", "[...]", "[newaxis]", "[0,0,0]", "[::0]", "[1Gi:+9]", "--json", "--force", "--dry-run", "-o", "--to",
        "--help=x", "--format", "raw", "npy", "nrrd", "--header", "--adopt", "@-", "@::u1", "= 5", " %= 0", "(1,1,1,1,1,1,1,1)", "{a:u1(3),b:{c:<f8@3}}", "[\"a\"]", "65536", "--memory=1", "--wait=1e9", "x\"??\"", "--blocks", "--limit", "--in",
    ];

    private TemporaryFolder folder = null!;
    private byte[] bytes = null!;
    private byte[] npy = null!;
    private string[] paths = null!;

    [SetUp]
    public void MakeFiles()
    {
        folder = new();
        bytes = [.. Enumerable.Range(0, 64).Select(number => (byte)(number * 37))];
        string header = "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 4), }".PadRight(117) + "\n";
        npy = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. bytes.AsSpan(0, 24)];
        paths = [folder["f.bin"], folder["a.npy"]];
        Restore();
    }

    [TearDown]
    public void DeleteFiles() => folder.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    public void Mutated_arguments_are_answered_and_only_success_changes_a_file(int seed)
    {
        Random random = new(seed);
        Stopwatch watch = Stopwatch.StartNew();
        int[] exits = new int[5];
        while (watch.Elapsed < FuzzRun.Duration(4))
        {
            string[] arguments = Mutated(random);
            Answer answer = CommandRunner.Run(arguments);
            AssertContract(arguments, answer.Exit, answer.Error);
            if (answer.Exit > 1 || (answer.Exit == 1 && arguments[0] != "find"))
            {
                // Exit status 1 is an answer, and needs no message.
                Assert.That(answer.Error, Does.EndWith("\n"), Told(arguments));
            }

            exits[answer.Exit]++;
        }

        TestContext.Out.WriteLine(string.Join(", ", exits));
        Assert.That((exits[0], exits[2]), Is.EqualTo((0, 0)).Using<(int, int)>((x, y) => x.Item1 > 20 && x.Item2 > 20), "too few of a kind to mean anything");
    }

    [TestCase(3)]
    public void Mutated_lines_of_run_are_answered_one_for_one(int seed)
    {
        Random random = new(seed);
        Stopwatch watch = Stopwatch.StartNew();
        int answered = 0;
        while (watch.Elapsed < FuzzRun.Duration(4))
        {
            string[] arguments = Mutated(random);
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(arguments);
            for (int times = random.Next(3); times > 0; times--)
            {
                line[random.Next(line.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"[]{}\",:\\u0 "[random.Next(11)];
            }

            // A mutation may have made two lines of one. A blank line is answered too.
            int lines = line.AsSpan().Count((byte)'\n') + (line[^1] == '\n' ? 0 : 1);
            Answer answer = new CommandRunner { Input = line }.Go("run", "-");
            string[] answers = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That((answer.Exit, answer.Error, answers.Length), Is.EqualTo((0, "", lines)), Encoding.Latin1.GetString(line));
            foreach (string one in answers)
            {
                using JsonDocument json = JsonDocument.Parse(one);
                int exit = json.RootElement.GetProperty("exit").GetInt32();
                AssertContract(arguments, exit, json.RootElement.TryGetProperty("error", out JsonElement error) ? error.GetString()! : "");
                answered++;
            }
        }

        Assert.That(answered, Is.GreaterThan(100));
    }

    private void AssertContract(string[] arguments, int exit, string error)
    {
        Assert.That(exit, Is.InRange(0, 3), Told(arguments) + error);
        Assert.That(error, Does.Not.Contain("internal error").And.Not.Contain("   at MmapTool"), Told(arguments));
        bool unchanged = File.ReadAllBytes(paths[0]).AsSpan().SequenceEqual(bytes) && File.ReadAllBytes(paths[1]).AsSpan().SequenceEqual(npy);
        Assert.That(exit == 0 || unchanged, Is.True, Told(arguments) + error);
        if (exit == 0)
        {
            // The files that a successful command has made are removed.
            Restore();
        }

        Assert.That(Directory.GetFiles(folder.Path).Where(path => Path.GetFileName(path).StartsWith('.')), Is.Empty, Told(arguments));
    }

    private void Restore()
    {
        foreach (string file in Directory.GetFiles(folder.Path))
        {
            File.Delete(file);
        }

        File.WriteAllBytes(paths[0], bytes);
        File.WriteAllBytes(paths[1], npy);
    }

    private string[] Mutated(Random random)
    {
        List<string> arguments = [.. Valid[random.Next(Valid.Length)]];
        for (int times = random.Next(4); times > 0; times--)
        {
            int at = random.Next(arguments.Count);
            string piece = Pieces[random.Next(Pieces.Length)];
            string word = arguments[at];
            int place = random.Next(word.Length + 1);
            switch (random.Next(8))
            {
                case 0: arguments.RemoveAt(at); break;
                case 1: arguments.Insert(at, piece); break;
                case 2: arguments[at] = piece; break;
                case 3: arguments.Insert(at, word); break;
                case 4: arguments[at] = word[..place]; break;
                case 5 when place < word.Length: arguments[at] = word.Remove(place, 1); break;
                case 6: arguments[at] = arguments[random.Next(arguments.Count)]; break;
                default: arguments[at] = word.Insert(place, piece); break;
            }

            if (arguments.Count == 0)
            {
                arguments.Add(piece);
            }
        }

        // A mutated name stays a name in the folder, so that nothing is written elsewhere.
        return [.. arguments.Select((word, index) => word
            .Replace("FILE", paths[0], StringComparison.Ordinal)
            .Replace("NPY", paths[1], StringComparison.Ordinal)
            .Replace("OUT", folder["out"], StringComparison.Ordinal))];
    }

    private static string Told(string[] arguments) => JsonSerializer.Serialize(arguments) + " ";
}
