using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Verbs;
using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>
/// Every option of every verb on every way that the verb has, alone and inside <c>run</c>. It changes the settings that the library's work begins with
/// or the command's answer, or it is refused by its name. None is taken and lost. The files are real and small; nothing is replaced.
/// </summary>
[TestFixture]
internal sealed class OptionReachTests
{
    private static readonly Dictionary<string, string[]> Ways = new()
    {
        ["info"] = ["info F"],
        ["show"] = ["show F h"],
        ["stats"] = ["stats F h(2,2)", "stats F h(2,2) --axis 0"],
        ["find"] = ["find F 7 --in h", "find F 7 --in h --count"],
        ["hash"] = ["hash F", "hash F --blocks 4"],
        ["extract"] = ["extract F h -o T.bin", "extract F h -o T.npy", "extract F h -o T.csv", "extract F h -o T.json", "extract F h -o -"],
        ["cast"] = ["cast F --to u2", "cast F --to u2 --header", "cast F --to u2 --adopt npy", "cast F --to u2 -o T.npy", "cast N.npy --to <u2", "cast F --to u2 -o -"],
        ["reshape"] = ["reshape F --to 2,-1", "reshape F --to 2,-1 --header", "reshape F --to 2,-1 --adopt npy", "reshape F --to 2,-1 -o T.npy", "reshape N.npy --to 2,-1"],
        ["convert"] = ["convert F h --to u2 --in-place", "convert F h --to u1 --in-place --shrink", "convert F h --to u2 -o T.bin", "convert F h --to u2 -o T.npy", "convert F h --to u2 -o -"],
        ["patch"] = ["patch F h[0]=1", "patch F h[0]=@-", "patch F --script S", "patch F --apply U", "patch F h[0]=1 --save-undo T.undo"],
        ["recover"] = ["recover F", "recover F --show"],
        ["run"] = ["run C"],
    };

    private static readonly Dictionary<string, string> Values = new()
    {
        ["format"] = "npy", ["threads"] = "3", ["memory"] = "9Mi", ["io"] = "buffered", ["progress"] = "always", ["color"] = "always", ["axis"] = "0", ["histogram"] = "3",
        ["in"] = "B", ["limit"] = "1", ["algorithm"] = "crc32", ["blocks"] = "2", ["output"] = "T.other", ["wait"] = "2", ["journal-dir"] = ".", ["undo-limit"] = "5", ["to"] = "i2",
        ["let"] = "n=u2", ["adopt"] = "npy", ["cast-values"] = "wrap", ["script"] = "S", ["apply"] = "U", ["save-undo"] = "T.undo2",
    };

    // Options that have nothing to do on a verb, by 'verb option'; a reason each. `info` and `run` do no bulk work of their own, an output that is made
    // beside and renamed needs no journal, and a recovery takes its work from the journal.
    private static readonly Dictionary<string, string> Idle = new()
    {
        ["show all"] = "a list is summarised on a terminal only",
        ["extract no-journal"] = "an output is made beside and renamed", ["extract undo-limit"] = "an output is made beside and renamed", ["extract keep-undo"] = "an output is made beside and renamed",
        ["cast no-journal"] = "as extract where it writes OUT", ["cast undo-limit"] = "as extract", ["cast keep-undo"] = "as extract",
        ["reshape no-journal"] = "as extract", ["reshape undo-limit"] = "as extract", ["reshape keep-undo"] = "as extract",
        ["extract journal-dir"] = "an output is made beside and renamed", ["cast journal-dir"] = "as extract", ["reshape journal-dir"] = "as extract", ["convert journal-dir"] = "as extract",
        ["convert no-journal"] = "as extract", ["convert undo-limit"] = "as extract", ["convert keep-undo"] = "as extract",
        ["extract no-sync"] = "heeded when the output is named, below the seam", ["convert no-sync"] = "heeded when the output is named, below the seam",
        ["cast no-sync"] = "nothing is written where it describes", ["reshape no-sync"] = "nothing is written where it describes",
        ["cast dry-run"] = "nothing is written where it describes or writes to a pipe", ["reshape dry-run"] = "nothing is written where it describes",
        ["recover threads"] = "recovery works through the journal in order", ["recover io"] = "recovery reads by calls", ["recover format"] = "the journal says what it changed",
        ["recover ignore-journal"] = "there is nothing to recover without it", ["recover progress"] = "drawn where there is something to recover",
        ["recover color"] = "its summary has no colours", ["recover quiet"] = "it answers in any case", ["recover undo"] = "", ["recover finish"] = "", ["recover discard"] = "",
        ["run threads"] = "each line has its own", ["run memory"] = "each line has its own", ["run io"] = "each line has its own", ["run format"] = "each line has its own",
        ["run ignore-journal"] = "each line has its own", ["run progress"] = "each line has its own", ["run color"] = "its answers are JSON", ["run quiet"] = "its answers are all it prints",
        ["run json"] = "its answers are JSON",
        ["recover show"] = "it is shown where there is nothing to recover", ["convert shrink"] = "the type has the same size, or the way has it",
        ["show color"] = "values have no colours", ["find color"] = "matches have no colours", ["hash color"] = "digests have no colours", ["extract color"] = "its summary has no colours",
        ["cast color"] = "as extract where it is no description", ["reshape color"] = "as extract where it is no description", ["convert color"] = "as extract", ["patch color"] = "as extract",
        ["info quiet"] = "it answers in any case", ["show quiet"] = "it answers in any case", ["stats quiet"] = "it answers in any case", ["find quiet"] = "it answers in any case", ["hash quiet"] = "it answers in any case",
        ["cast progress"] = "a header is written at once", ["reshape progress"] = "a header is written at once", ["info progress"] = "a header is read at once",
    };

    // Ways whose work is one walk in order, on one thread.
    private static readonly string[] InOrder = ["hash F"];

    // A journal's place with something in it that is none: readers refuse the file, unless they are told to pass over it.
    private static readonly byte[] Journal = [.. "no journal"u8];

    // It puts 7 back where 5 stands.
    private static readonly Lazy<byte[]> Undo = new(static () =>
    {
        using TemporaryFolder folder = new();
        CommandRunner.Run("patch", folder.Write("F", [1, 0, 5, 0, 7, 0, 4, 0]), "h[1] = 7", "--save-undo", folder["U"], "--no-sync");
        return File.ReadAllBytes(folder["U"]);
    });

    // A file system where a sync takes no time.
    private const string Memory = "/dev/shm";

    private bool _journal;
    private bool _locked;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Prepare()
    {
        if (CommandRunner.Program is not null)
        {
            Assert.Ignore("watches the settings of the work, which can't be seen in another process");
        }

        _folder = new(Directory.Exists(Memory) ? Memory : null);
    }

    [TearDown]
    public void Clean() => _folder?.Dispose();

    [Test]
    public void EveryVerbHasAWayAndEveryOptionAValue()
    {
        Assert.That(VerbList.All.Select(verb => verb.Name), Is.EquivalentTo(Ways.Keys));
        string[] options = [.. VerbList.All.SelectMany(verb => verb.Options).Where(option => option.TakesValue).Select(option => option.Name).Distinct()];
        Assert.That(options.Where(option => option != "as" && !Values.ContainsKey(option)), Is.Empty, "give the option a value that is not its default");
    }

    [Test]
    public void EveryOptionReachesTheWorkOrIsRefused([ValueSource(nameof(Verbs))] string verb, [Values] bool insideRun)
    {
        List<string> lost = [];
        foreach (string way in Ways[verb].Where((_, number) => !insideRun || number % 3 == 0))
        {
            Trace alone = Go(way.Split(' '), insideRun);
            if (insideRun && way.EndsWith("-o -", StringComparison.Ordinal))
            {
                Assert.That(alone.Exit, Is.EqualTo(ExitStatus.Usage), "inside run standard output carries the answers");
                continue;
            }

            foreach (OptionSpec option in VerbList.Find(verb).Options)
            {
                string written = option.TakesValue ? $"--{option.Name}={ValueOf(option.Name, way)}" : $"--{option.Name}";
                if (way.Contains($"--{option.Name}", StringComparison.Ordinal) || (option.Short != '\0' && way.Contains($" -{option.Short} ", StringComparison.Ordinal)))
                {
                    // The option is a part of the way itself, which would be another without it.
                    continue;
                }

                // A name changes the views that use it: LetTests has one in every verb.
                if (option.Name != "let" && !Idle.ContainsKey($"{verb} {option.Name}") && !(insideRun && IsOfTheTerminal(option.Name)) && !Reaches(option.Name, way, written, alone, insideRun))
                {
                    Trace with = Go([.. way.Split(' '), written], insideRun);
                    lost.Add($"{way} {written}: exit {with.Exit} {with.Answer.Trim().Split('\n')[0]}");
                }
            }
        }

        Assert.That(lost, Is.Empty);
    }

    /// <summary>The three options that bound the work, as the engine is given them.</summary>
    [Test]
    public void ThreadsMemoryAndIoReachTheEngine([ValueSource(nameof(Verbs))] string verb)
    {
        // info reads a header and no data, and each line of a list has limits of its own.
        string[] without = ["info", "run"];
        int begun = 0;
        foreach (string way in Ways[verb])
        {
            Trace trace = Go([.. way.Split(' '), "--threads=3", "--memory=9Mi", "--io=buffered"], insideRun: false);
            begun += trace.Begun.Length;

            // A digest and a pipe take bytes in order, on one thread.
            string[] whole = [.. trace.Begun.Select(line => line.Replace("Threads=1 ", "Threads=3 ", StringComparison.Ordinal))];
            Assert.That(whole, Is.All.Contains($"Threads=3 Memory={9 << 20} Io=Buffered"), way);
            Assert.That(trace.Begun.Any(line => line.Contains("Threads=3", StringComparison.Ordinal)) || InOrder.Contains(way) || trace.Begun.Length == 0, way);
        }

        Assert.That(begun, without.Contains(verb) ? Is.Zero : Is.Positive);
    }

    [Test]
    public void NoOtherPlaceOfTheCommandMakesThoseSettingsByHand()
    {
        string root = Root("src/MmapTool.Cli");
        string[] byHand = ["new WorkLimits", "WorkLimits limits = new(", "new ChangeSettings", "ChangeSettings settings = new(", "WorkLimits.Default;"];
        string[] found = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(path => byHand.Any(text => File.ReadAllText(path).Contains(text, StringComparison.Ordinal)))];
        Assert.That(found, Is.Empty, "CommonSettings and WritingOptions make them, so that no option is lost");
    }

    private bool Reaches(string option, string way, string written, Trace alone, bool insideRun)
    {
        string[] words = [.. way.Split(' '), written];
        switch (option)
        {
            case "quiet" when way.EndsWith("-o -", StringComparison.Ordinal) || IsDescription(way):
                // Nothing but the answer is printed.
                return true;
            case "threads" or "memory" or "io":
                // ThreadsMemoryAndIoReachTheEngine is about these.
                return true;
            case "cast-values":
                return IsRefused(Go(words, insideRun), option) || IsRefused(Go([.. way.Split(' '), "--cast-values=odd"], insideRun), option);
            case "force":
                // There is nothing to overwrite where bytes go to a pipe.
                return way.EndsWith("-o -", StringComparison.Ordinal) || IsRefused(Go(words, insideRun), option)
                    || (Go(words, insideRun).Exit == ExitStatus.Done && GoOver(way, insideRun, []).Exit == ExitStatus.FileTrouble && GoOver(way, insideRun, ["--force"]).Exit == ExitStatus.Done);
            case "ignore-journal" when alone.Begun.Any(line => line.Contains("Wait=", StringComparison.Ordinal)) || way.Contains("--header", StringComparison.Ordinal):
                // A file is never changed while a change of it is interrupted.
                return true;
            case "ignore-journal":
                _journal = true;
                try
                {
                    return Go(way.Split(' '), insideRun).Exit == ExitStatus.MustRecover && Go(words, insideRun).Exit != ExitStatus.MustRecover;
                }
                finally
                {
                    _journal = false;
                }

            case "wait" when alone.Begun.All(line => !line.Contains("Wait=", StringComparison.Ordinal)):
                if (IsRefused(Go(words, insideRun), option))
                {
                    return true;
                }

                // A reader is kept out by an exclusive lock, and waits.
                _locked = true;
                try
                {
                    return Go([.. way.Split(' '), "--wait=0.2"], insideRun) is { Exit: ExitStatus.FileTrouble, Seconds: > 0.15 };
                }
                finally
                {
                    _locked = false;
                }
        }

        Trace with = Go(words, insideRun);
        bool otherFormat = option == "format" && with.Exit == ExitStatus.FileTrouble && with.Answer.Contains("npy", StringComparison.Ordinal);
        bool changed = with.Exit is ExitStatus.Done or ExitStatus.No && (!with.Begun.SequenceEqual(alone.Begun) || with.Answer != alone.Answer);
        return IsRefused(with, option) || otherFormat || changed;
    }

    // cast and reshape of a raw file, which records nothing.
    private static bool IsDescription(string way) => way is "cast F --to u2" or "reshape F --to 2,-1";

    private static bool IsRefused(Trace trace, string option) =>
        trace.Exit == ExitStatus.Usage && (trace.Answer.Contains(option, StringComparison.Ordinal) || trace.Answer.Contains("exclude each other", StringComparison.Ordinal));

    // Not the one that the way has without it.
    private static string ValueOf(string option, string way) => option switch
    {
        "as" => way.EndsWith("T.bin", StringComparison.Ordinal) || way.EndsWith("-o -", StringComparison.Ordinal) ? "npy" : "raw",
        "format" when way.Contains("N.npy", StringComparison.Ordinal) => "raw",
        _ => Values[option],
    };

    private static string[] Verbs() => [.. Ways.Keys];

    // No result of a line of run is coloured, and no bar is drawn there.
    private static bool IsOfTheTerminal(string option) => option is "json" or "color" or "progress" or "quiet" or "all" or "csv" or "hex";

    private static string Root(string path)
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, path)))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, path);
    }

    private static string Shown(object settings) => settings switch
    {
        WorkLimits limits => $"Threads={limits.Threads} Memory={limits.Memory} Io={limits.Io}",
        ChangeSettings change => $"{Shown(change.Limits)} Format={change.Format} Wait={change.Wait} DryRun={change.DryRun} Journal={change.Journal} JournalFolder={change.JournalFolder} Sync={change.Sync} UndoLimit={change.UndoLimit} KeepUndo={change.KeepUndo} SaveUndo={change.SaveUndo}",
        _ => throw new InvalidOperationException($"say how {settings.GetType()} is shown"),
    };

    private Trace GoOver(string way, bool insideRun, string[] more)
    {
        foreach (string name in new[] { "T.bin", "T.npy", "T.csv", "T.json", "T.undo", "F.nhdr" })
        {
            _folder.Write(name, [1]);
        }

        Trace trace = Go([.. way.Split(' '), .. more], insideRun, keep: true);
        return trace;
    }

    private Trace Go(string[] arguments, bool insideRun, bool keep = false)
    {
        foreach (string path in Directory.EnumerateFiles(_folder.Path).Where(path => !(keep && (Path.GetFileName(path).StartsWith("T.", StringComparison.Ordinal) || path.EndsWith(".nhdr", StringComparison.Ordinal)))))
        {
            File.Delete(path);
        }

        byte[] npy = [.. MmapTool.Formats.Npy.NpyHeader.Write(ElementType.Int16, [4]), 1, 0, 7, 0, 3, 0, 4, 0];
        string file = _folder.Write("F", [1, 0, 7, 0, 7, 0, 4, 0]);
        string array = _folder.Write("N.npy", npy);
        _folder.Write("S", "h[1] = 2\n"u8);
        _folder.Write("C", []);
        _folder.Write("U", Undo.Value);
        foreach (string beside in _journal ? new[] { file, array } : [])
        {
            File.WriteAllBytes(beside + ".mmap-journal", Journal);
        }

        List<string> begun = [];
        string[] placed = [.. arguments.Select(Placed)];
        CommandRunner runner = new() { Input = insideRun ? JsonSerializer.SerializeToUtf8Bytes(placed) : [9, 0] };
        using MappedFile? locked = _locked ? MappedFile.Open(file, MapAccess.ReadWrite) : null;
        using MappedFile? other = _locked ? MappedFile.Open(array, MapAccess.ReadWrite) : null;
        SettingsTrace.Listener = settings => begun.Add(Shown(settings));
        long start = Stopwatch.GetTimestamp();
        Answer answer;
        try
        {
            answer = insideRun ? runner.Go("run", "-") : runner.Go(placed);
        }
        finally
        {
            SettingsTrace.Listener = null;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int exit = answer.Exit;
        if (insideRun && answer.Output.Length > 0)
        {
            exit = int.Parse(answer.Output["{\"exit\":".Length..answer.Output.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        }

        return new(exit, $"{answer.Output}{answer.Error}", [.. begun], seconds);
    }

    private string Placed(string argument)
    {
        int value = argument.IndexOf('=', StringComparison.Ordinal);
        string name = argument.StartsWith("--", StringComparison.Ordinal) && value > 0 ? argument[(value + 1)..] : argument;
        bool isFile = name is "F" or "S" or "U" or "C" or "N.npy" || name.StartsWith("T.", StringComparison.Ordinal);
        return isFile ? argument[..^name.Length] + _folder[name] : argument;
    }

    private sealed record Trace(int Exit, string Answer, string[] Begun, double Seconds);
}
