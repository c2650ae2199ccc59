using MmapTool.Faults.Tests.PowerCuts;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>
/// Every output of the command, in a folder in which anybody may write, and where another user has put something at its name. No link is followed, and no
/// file that was put there is opened, whatever fs.protected_symlinks is set to.
/// </summary>
[Platform("Linux")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[TestFixture(CommandForm.Quickest)]
public sealed class PlantedOutputTests(CommandForm form) : CommandFixture(form)
{
    private const string Other = "65534";
    private static readonly byte[] Data = [.. Enumerable.Range(0, 8192).Select(index => (byte)(index * 7))];

    private TemporaryFolder _folder = null!;
    private string _shared = null!;
    private string _private = null!;

    /// <summary>A kind of output: the words that write it, with DATA for the data file; the output's name; files that are there before.</summary>
    public sealed record Output(string Words, string Name, bool TakesForce = true, string? Header = null)
    {
        public override string ToString() => Words;
    }

    private static readonly Output[] Outputs =
    [
        new("extract DATA u1[1:100] -o OUT", "out"),
        new("extract DATA u1[1:100] -o OUT", "out.csv"),
        new("extract DATA u1[1:100] -o OUT", "out.npy"),
        new("convert DATA <u2[:50] --to >u4 -o OUT", "out"),
        new("cast DATA --to <u2(-1,4) -o OUT", "out.npy"),
        new("reshape DATA --to 2,-1 -o OUT", "out.npy"),
        new("patch DATA [5]=99 --save-undo OUT", "undo"),
        new("patch DATA u1^=99 --undo-limit 100 --save-undo OUT", "undo"),
        new("cast DATA --to <u2 --header", "data.nhdr"),
        new("reshape HEADER --to 2,-1", "data.nhdr", TakesForce: false, "NRRD0004\ntype: uint8\ndimension: 1\nsizes: 8192\nencoding: raw\ndata file: data\n"),
        new("convert HEADER --to >u2 --in-place", "data.nhdr", TakesForce: false, "NRRD0004\ntype: uint16\ndimension: 1\nsizes: 4096\nendian: little\nencoding: raw\ndata file: data\n"),
    ];

    // Shell commands by which user 65534 puts files there. $1 is the output's name, $2 the precious file, $3 a free name in the private folder.
    private static readonly (string Name, string Script, bool IsLink)[] Planted =
    [
        ("a link to a file", "ln -s \"$2\" \"$1\"", true),
        ("a link to nothing", "ln -s \"$3\" \"$1\"", true),
        ("a relative link", "ln -s ../private/precious \"$1\"", true),
        ("a link to a link", "ln -s \"$2\" \"$1.2\"; ln -s \"$1.2\" \"$1\"", true),
        ("a link to itself", "ln -s \"$1\" \"$1\"", true),
        ("a link to a pipe", "mkfifo \"$1.2\"; ln -s \"$1.2\" \"$1\"", true),
        ("a link to a device", "ln -s /dev/null \"$1\"", true),
        ("a link to a folder", "ln -s / \"$1\"", true),
        ("a pipe", "mkfifo \"$1\"", false),
        ("a folder", "mkdir \"$1\"", false),
        ("a file", "umask 0; echo bait >\"$1\"", false),
    ];

    private static IEnumerable<TestCaseData> Pairs => Outputs.Select(output => new TestCaseData(output).SetArgDisplayNames(output.ToString(), output.Name));

    [SetUp]
    public void SetUp()
    {
        if (!Environment.IsPrivilegedProcess || ProcessRun.Find("setpriv") is null)
        {
            Assert.Ignore("another user's files are made by setpriv, as root");
        }

        _folder = new();
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        _shared = Directory.CreateDirectory(_folder["shared"]).FullName;
        _private = Directory.CreateDirectory(_folder["private"]).FullName;
        Assert.That(TemporaryMount.Run("chmod", "1777", _shared), Is.Null);
        File.WriteAllText(Precious, "precious");
        File.WriteAllBytes(Path.Combine(_shared, "data"), Data);
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    private string Precious => Path.Combine(_private, "precious");

    [TestCaseSource(nameof(Pairs))]
    public void An_output_never_goes_where_another_user_leads_it(Output output)
    {
        string place = Path.Combine(_shared, output.Name);
        foreach ((string name, string script, bool isLink) in Planted)
        {
            // Some headers are also read. They are read through the link, which must then lead to a header.
            if (output.Header is not null && !(isLink && script.Contains("$2", StringComparison.Ordinal)))
            {
                continue;
            }

            File.WriteAllText(Precious, output.Header?.Replace("data file: data", $"data file: {Path.Combine(_shared, "data")}", StringComparison.Ordinal) ?? "precious");
            string precious = File.ReadAllText(Precious);
            AsOther(script, place);
            string before = Listing();
            foreach (string[] options in (string[][])(output.TakesForce ? [[], ["--force"], ["--force", "--dry-run"]] : [[], ["--dry-run"]]))
            {
                ProcessRun run = Command.Run([.. Words(output, place), .. options]);
                string what = $"{name}, {string.Join(' ', options)}: {run.Error}";
                using (Assert.EnterMultipleScope())
                {
                    Assert.That(run.ExitCode, Is.EqualTo(3), what);
                    Assert.That(run.Error, Does.Contain(place).And.Matches("^[^\n]*\n$"), what);

                    // A header beside the data is read first, and may be refused for that.
                    Assert.That(run.Error, isLink && !script.Contains("$1\" \"$1\"", StringComparison.Ordinal) && !output.Words.Contains("--header", StringComparison.Ordinal) ? Does.Contain("symbolic link of user " + Other) : Is.Not.Empty, what);
                    Assert.That(File.ReadAllText(Precious), Is.EqualTo(precious), what);
                    Assert.That(Directory.GetFileSystemEntries(_private), Has.Length.EqualTo(1), what);
                    Assert.That(File.ReadAllBytes(Path.Combine(_shared, "data")), Is.EqualTo(Data), what);
                    Assert.That(Listing(), Is.EqualTo(before), what);
                }
            }

            AsOther("rm -rf \"$1\" \"$1.2\"", place);
        }
    }

    [Test]
    public void A_header_in_front_is_not_put_through_another_users_link([Values("", "--dry-run")] string option)
    {
        File.WriteAllBytes(Precious, Data);
        string place = Path.Combine(_shared, "link");
        AsOther("ln -s \"$2\" \"$1\"", place);
        ProcessRun run = Command.Run([.. "cast FILE --to <u2 --adopt npy".Replace("FILE", place, StringComparison.Ordinal).Split(' '), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That(run, Has.Property("ExitCode").EqualTo(3).And.Property("Error").Contains("symbolic link of user " + Other));
        Assert.That(File.ReadAllBytes(Precious), Is.EqualTo(Data));
    }

    [TestCase("patch DATA [5]=99")]
    [TestCase("patch DATA u1^=99 --undo-limit 100")]
    [TestCase("convert DATA <u2 --to >u2 --in-place")]
    [TestCase("cast DATA --to <u2 --adopt npy")]
    public void A_journal_never_goes_where_another_user_leads_it(string line)
    {
        string data = Path.Combine(_shared, "data");
        string place = data + ".mmap-journal";
        foreach ((string name, string script, _) in Planted)
        {
            AsOther(script, place);
            string before = Listing();
            ProcessRun run = Command.Run(Words(new(line, ""), place));
            ProcessRun recover = Command.Run("recover", data);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run.ExitCode, Is.AnyOf(3, 4), $"{name}: {run.Error}");
                Assert.That(recover.ExitCode, Is.EqualTo(3), $"{name}: {recover.Error}");
                Assert.That(File.ReadAllText(Precious), Is.EqualTo("precious"), name);
                Assert.That(Directory.GetFileSystemEntries(_private), Has.Length.EqualTo(1), name);
                Assert.That(File.ReadAllBytes(data), Is.EqualTo(Data), name);
                Assert.That(Listing(), Is.EqualTo(before), name);
            }

            AsOther("rm -rf \"$1\" \"$1.2\"", place);
        }
    }

    // The kernel's three exceptions.
    [TestCase("a link of the caller", "1777", "0", "0")]
    [TestCase("a link of the folder's owner", "1777", "65534", "65534")]
    [TestCase("a folder in which any file may be replaced anyway", "777", "0", "65534")]
    [TestCase("a folder of few", "1775", "0", "65534")]
    public void Other_links_are_followed(string name, string mode, string folder, string link)
    {
        string place = Path.Combine(_shared, "out");
        File.CreateSymbolicLink(place, Precious);
        Assert.That(TemporaryMount.Run("sh", "-c", $"chown -h {link} {place}; chown {folder} {_shared}; chmod {mode} {_shared}"), Is.Null);
        ProcessRun run = Command.Run("extract", Path.Combine(_shared, "data"), "u1[1:10]", "-o", place, "--force");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, $"{name}: {run.Error}");
            Assert.That(File.ReadAllBytes(Precious), Is.EqualTo(Data[1..10]));
            Assert.That(new FileInfo(place).LinkTarget, Is.EqualTo(Precious));
        }
    }

    [Test]
    public void The_other_name_of_a_hard_link_is_left_alone()
    {
        string place = Path.Combine(_shared, "out");
        Assert.That(TemporaryMount.Run("ln", Precious, place), Is.Null);
        ProcessRun run = Command.Run("extract", Path.Combine(_shared, "data"), "u1[1:10]", "-o", place, "--force");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(File.ReadAllText(Precious), Is.EqualTo("precious"));
            Assert.That(File.ReadAllBytes(place), Is.EqualTo(Data[1..10]));
        }
    }

    // The file is put there while the output is being written.
    [Test]
    public void A_link_that_comes_between_look_and_placement_leads_nowhere([Values(false, true)] bool force, [Values(0, 1, 4)] int planted)
    {
        string place = Path.Combine(_shared, "out");
        ProcessRun run = StoppedCommand.RunWithPause(
            new("pwrite64", 1), () => AsOther(Planted[planted].Script, place), ["extract", Path.Combine(_shared, "data"), "u1[1:]", "-o", place, .. (string[])(force ? ["--force"] : [])]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.EqualTo(force ? 0 : 3), run.Error);
            Assert.That(File.ReadAllText(Precious), Is.EqualTo("precious"));
            Assert.That(Directory.GetFileSystemEntries(_private), Has.Length.EqualTo(1));
            Assert.That(new FileInfo(place).LinkTarget is null, Is.EqualTo(force), "with --force it takes the link's own place");
            Assert.That(!force || File.ReadAllBytes(place).AsSpan().SequenceEqual(Data.AsSpan(1)));
        }
    }

    // The output goes to the folder that was checked, even if the folder's path changes later.
    [Test]
    public void A_folder_that_is_exchanged_between_look_and_placement_is_not_written_in()
    {
        AsOther("mkdir \"$1\"; chmod 777 \"$1\"", Path.Combine(_shared, "mine"));
        string place = Path.Combine(_shared, "mine", "precious");
        ProcessRun run = StoppedCommand.RunWithPause(
            new("pwrite64", 1),
            () => AsOther($"mv \"$1\" \"$1.moved\"; ln -s {_private} \"$1\"", Path.Combine(_shared, "mine")),
            "extract", Path.Combine(_shared, "data"), "u1[1:]", "-o", place, "--force");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(File.ReadAllText(Precious), Is.EqualTo("precious"));
            Assert.That(File.ReadAllBytes(Path.Combine(_shared, "mine.moved", "precious")).AsSpan().SequenceEqual(Data.AsSpan(1)));
        }
    }

    private string[] Words(Output output, string place) => [.. output.Words.Split(' ').Select(word => word switch
    {
        "DATA" => Path.Combine(_shared, "data"),
        "OUT" or "HEADER" => place,
        _ => word,
    })];

    private void AsOther(string script, string place) =>
        Assert.That(TemporaryMount.Run("setpriv", "--reuid=" + Other, "--regid=" + Other, "--clear-groups", "sh", "-ec", script, "sh", place, Precious, Path.Combine(_private, "free")), Is.Null);

    // Names, kinds, owners, lengths.
    private string Listing() => ProcessRun.Of("find", [_shared, "-printf", "%P %y %u %s %l\n"]).Output;
}
