using System.Diagnostics;
using System.Text;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>Wrong uses and untrustworthy files: the exit status, one line (or a caret under the place), nothing on standard output, no file changed.</summary>
public sealed class WrongUseTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFiles()
    {
        folder = new();
        folder.Write("f.bin", [.. Enumerable.Range(0, 64).Select(number => (byte)number)]);
        Directory.CreateDirectory(folder["folder"]);
    }

    [TearDown]
    public void DeleteFiles() => folder.Dispose();

    [TestCase(2, "shwo FILE")]
    [TestCase(2, "--json show FILE")]
    [TestCase(2, "show")]
    [TestCase(2, "show FILE u1 extra")]
    [TestCase(2, "show FILE --frobnicate")]
    [TestCase(2, "show FILE --jsn")]
    [TestCase(2, "show FILE -x")]
    [TestCase(2, "show FILE --json --json")]
    [TestCase(2, "show FILE --json=false")]
    [TestCase(2, "show FILE --json=")]
    [TestCase(2, "show FILE --json --csv")]
    [TestCase(2, "show FILE --csv --hex")]
    [TestCase(2, "show FILE --format")]
    [TestCase(2, "show FILE --format=")]
    [TestCase(2, "show FILE --format nonsense")]
    [TestCase(2, "show FILE --memory")]
    [TestCase(2, "show FILE --memory lots")]
    [TestCase(2, "show FILE --memory 0")]
    [TestCase(2, "show FILE --memory -1")]
    [TestCase(2, "show FILE --threads 0")]
    [TestCase(2, "show FILE --threads two")]
    [TestCase(2, "show FILE --memory 1Mi --memory 2Mi")]
    [TestCase(2, "show FILE --color=perhaps")]
    [TestCase(2, "show FILE --progress=1")]
    [TestCase(2, "show FILE --io=telepathy")]
    [TestCase(2, "show FILE u16")]
    [TestCase(2, "show FILE u1[")]
    [TestCase(2, "show FILE u1[64]")]
    [TestCase(2, "show FILE u1[99999999999999999999]")]
    [TestCase(2, "show FILE u1(1,1,1)")]
    [TestCase(2, "show FILE u1(9223372036854775807,2)")]
    [TestCase(2, "show FILE u1(4294967296,4294967296)")]
    [TestCase(2, "show FILE i3")]
    [TestCase(2, "show FILE .name")]
    [TestCase(2, "show FILE {a:u1")]
    [TestCase(2, "show FILE {a:u1,a:u1}")]
    [TestCase(2, "show FILE u1.reshape(-1,-1)")]
    [TestCase(2, "show FILE S0")]
    [TestCase(2, "info FILE u1 --csv")]
    [TestCase(2, "info FILE --all")]
    [TestCase(2, "extract FILE")]
    [TestCase(2, "extract FILE -o")]
    [TestCase(2, "extract FILE -o=")]
    [TestCase(2, "extract FILE --output=")]
    [TestCase(2, "extract FILE -o OUT --as")]
    [TestCase(2, "extract FILE -o OUT --as png")]
    [TestCase(2, "extract FILE -o OUT -o OUT2")]
    [TestCase(2, "extract FILE -o OUT --force=yes")]
    [TestCase(2, "extract FILE -o FILE --force")]
    [TestCase(3, "extract FILE -o FOLDER/no/such")]
    [TestCase(3, "extract FILE -o FOLDER --force")]
    [TestCase(2, "find FILE")]
    [TestCase(2, "find FILE hello")]
    [TestCase(2, "find FILE \"\"")]
    [TestCase(2, "find FILE x\"\"")]
    [TestCase(2, "find FILE x\"1\"")]
    [TestCase(2, "find FILE x\"zz\"")]
    [TestCase(2, "find FILE []")]
    [TestCase(2, "find FILE 256")]
    [TestCase(2, "find FILE 1.5 --in <i4")]
    [TestCase(2, "find FILE [[1]]")]
    [TestCase(2, "find FILE 1 u1")]
    [TestCase(2, "find FILE 1 --in u16")]
    [TestCase(2, "find FILE 1 --limit 0")]
    [TestCase(2, "find FILE 1 --limit some")]
    [TestCase(2, "find FILE 1 --count=yes")]
    [TestCase(3, "find MISSING 1")]
    [TestCase(2, "hash")]
    [TestCase(2, "hash FILE u1 extra")]
    [TestCase(2, "hash FILE --algorithm sha3")]
    [TestCase(2, "hash FILE --algorithm")]
    [TestCase(2, "hash FILE --blocks 0")]
    [TestCase(2, "hash FILE --blocks -1")]
    [TestCase(2, "hash FILE --blocks much")]
    [TestCase(3, "hash FOLDER")]
    [TestCase(2, "cast FILE")]
    [TestCase(2, "cast FILE --to")]
    [TestCase(2, "cast FILE --to u2[0]")]
    [TestCase(2, "cast FILE --to <f4 --header --adopt npy")]
    [TestCase(2, "cast FILE --to <f4 --adopt zip")]
    [TestCase(2, "cast FILE --to <f4 -o OUT.bin")]
    [TestCase(2, "cast FILE nobody --to <f4")]
    [TestCase(2, "reshape FILE --to 5,-1")]
    [TestCase(2, "reshape FILE --to 8.5")]
    [TestCase(2, "reshape FILE --to u1(8,8)")]
    [TestCase(2, "patch FILE")]
    [TestCase(2, "patch FILE u1[0]")]
    [TestCase(2, "patch FILE u1[0]=")]
    [TestCase(2, "patch FILE u1[0]==1")]
    [TestCase(2, "patch FILE u1[0]=1 u1[64]=1")]
    [TestCase(2, "patch FILE u1[0]=1 u1[1]=256")]
    [TestCase(1, "patch FILE u1[0]=1 u1[1]:9->2")]
    [TestCase(2, "patch FILE u1[0]=1 --script FILE")]
    [TestCase(3, "patch FILE --script MISSING")]
    [TestCase(3, "patch FILE --script FOLDER")]
    [TestCase(2, "patch FILE --script")]
    [TestCase(2, "patch FILE u1[0]=1 --cast-values sometimes")]
    [TestCase(2, "patch FILE u1[0]=1 --wait soon")]
    [TestCase(2, "patch FILE u1[0]=1 --wait -1")]
    [TestCase(3, "patch FILE u1=@MISSING::u1")]
    [TestCase(2, "run")]
    [TestCase(3, "run MISSING")]
    [TestCase(3, "run FOLDER")]
    [TestCase(2, "run FILE extra")]
    [TestCase(2, "help me")]
    [TestCase(2, "--version --json")]
    [TestCase(3, "show MISSING")]
    [TestCase(3, "show FOLDER")]
    [TestCase(3, "show FOLDER/f.bin/x")]
    [TestCase(3, "info /dev/null")]
    [TestCase(3, "patch /dev/null u1[0]=1")]
    [TestCase(3, "cast MISSING --to u1")]
    [TestCase(3, "show FILE --format npy")]
    public void A_wrong_use_is_one_line_and_changes_nothing(int exit, string line)
    {
        string[] arguments = [.. line.Split(' ').Select(word => word
            .Replace("FILE", folder["f.bin"], StringComparison.Ordinal)
            .Replace("FOLDER", folder["folder"], StringComparison.Ordinal)
            .Replace("MISSING", folder["missing"], StringComparison.Ordinal)
            .Replace("OUT", folder["out"], StringComparison.Ordinal))];
        AssertRefused(exit, arguments);
    }

    [TestCase("show")]
    [TestCase("info")]
    [TestCase("extract", "-o", "-")]
    [TestCase("patch", "u1[0]=1")]
    [TestCase("cast", "--to", "u1")]
    public void An_empty_file_name_is_wrong_use(string verb, params string[] rest) => AssertRefused(2, [verb, "", .. rest]);

    [Test]
    public void A_pipe_is_no_file_to_change([Values("patch", "convert")] string verb)
    {
        Assume.That(TemporaryMount.Run("mkfifo", folder["fifo"]), Is.Null);
        Stopwatch watch = Stopwatch.StartNew();
        AssertRefused(3, verb == "patch" ? [verb, folder["fifo"], "u1[0]=1"] : [verb, folder["fifo"], "--to", "i1", "--in-place"]);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), "it waited for a writer");
    }

    [Test]
    public void Every_7th_beginning_of_an_npy_is_refused_or_raw()
    {
        byte[] whole = [.. Npy("{'descr': '<i2', 'fortran_order': False, 'shape': (4, 5), }"), .. new byte[40]];
        for (int length = 1; length < whole.Length; length += 7)
        {
            string file = folder.Write("cut.npy", whole.AsSpan(0, length));
            AssertRefused(3, ["show", file]);
            AssertRefused(3, ["patch", file, "[0]=1"]);
            AssertRefused(3, ["cast", file, "--to", "u1"]);
        }
    }

    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (1000000000000000000000000000000,), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (4294967296, 4294967296), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (9223372036854775807,), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (-1,), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (3037000500, 3037000500, 0, 2), }", Description = "refused or empty, never more")]
    [TestCase("{'descr': 'O', 'fortran_order': False, 'shape': (2,), }")]
    [TestCase("{'descr': [('a', '<i2'), ('o', '|O')], 'fortran_order': False, 'shape': (2,), }")]
    [TestCase("{'descr': '<U5', 'fortran_order': False, 'shape': (2,), }")]
    [TestCase("{'descr': '<V99999999999999999999', 'fortran_order': False, 'shape': (2,), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': 0, 'shape': (2,), }")]
    [TestCase("{'descr': '<i2', 'shape': (2,), }")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (2,), 'more': 1, }")]
    [TestCase("{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (2,), }")]
    [TestCase("[]")]
    [TestCase("")]
    public void A_hostile_header_is_refused(string header)
    {
        string file = folder.Write("hostile.npy", [.. Npy(header), .. new byte[16]]);
        if (header.Contains(", 0, ", StringComparison.Ordinal))
        {
            Answer answer = CommandRunner.Run("show", file, "--json");
            Assert.That((answer.Exit, answer.Output.Length < 200 || answer.Exit == 3), Is.AnyOf((0, true), (3, true)));
            return;
        }

        AssertRefused(3, ["show", file]);
        AssertRefused(3, ["patch", file, "[0]=1"]);
    }

    [TestCase("93 4E 55 4D 50 59 02 00 FF FF FF FF", TestName = "a header of 4 GiB")]
    [TestCase("93 4E 55 4D 50 59 01 00 FF FF", TestName = "a header longer than the file")]
    [TestCase("93 4E 55 4D 50 59 09 00 10 00 00 00", TestName = "version 9")]
    public void A_hostile_length_is_refused(string hex)
    {
        string file = folder.Write("hostile.npy", [.. Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), .. new byte[100]]);
        AssertRefused(3, ["show", file]);
    }

    [Test]
    public void A_shape_nested_or_long_without_end_is_refused_in_bounded_time([Values("(", "[", "1,", "'", "{'descr':")] string piece)
    {
        StringBuilder header = new("{'descr': '<i2', 'fortran_order': False, 'shape': ");
        while (header.Length < 60_000)
        {
            header.Append(piece);
        }

        string file = folder.Write("hostile.npy", [.. Npy(header.ToString()), .. new byte[16]]);
        AssertRefused(3, ["show", file]);
    }

    [Test]
    public void A_file_without_permission_is_exit_3()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("whoever runs this may read everything");
            return;
        }

        File.SetUnixFileMode(folder["f.bin"], UnixFileMode.None);
        Answer answer = CommandRunner.Run("show", folder["f.bin"]);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((3, "")));
    }

    private void AssertRefused(int exit, string[] arguments)
    {
        Dictionary<string, string> before = Contents();
        Answer answer = CommandRunner.Run(arguments);
        string line = string.Join(' ', arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Exit, Is.EqualTo(exit), line + answer.Error);
            Assert.That(answer.Output, arguments.Contains("--json") ? Does.StartWith("{\"schema\":1,\"error\":") : Is.Empty, line);
            Assert.That(answer.Error, Does.StartWith("mmaptool: ").And.EndWith("\n").And.Not.Contains("internal error").And.Not.Contains("   at "), line);
            string[] lines = answer.Error[..^1].Split('\n');
            Assert.That(lines.Length == 1 || (lines.Length == 3 && lines[2].Trim() == "^"), Is.True, answer.Error);
            Assert.That(answer.Error.Length, Is.LessThan(2000), line);
            Assert.That(Contents(), Is.EqualTo(before), line);
        }
    }

    private Dictionary<string, string> Contents() => Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => File.Exists(path) && !path.EndsWith("fifo", StringComparison.Ordinal) ? $"{Convert.ToHexString(File.ReadAllBytes(path))} {File.GetLastWriteTimeUtc(path):O}" : "");

    private static byte[] Npy(string header)
    {
        byte[] text = Encoding.Latin1.GetBytes(header + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text];
    }
}
