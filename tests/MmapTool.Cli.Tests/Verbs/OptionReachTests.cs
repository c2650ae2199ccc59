using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Seams;
using MmapTool.Cli.Verbs;
using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Recovery;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>
/// Every option of every verb on every way that the verb has, alone and inside <c>run</c>. It changes the library's task or the command's answer,
/// or it is refused by its name. None is taken and lost.
/// </summary>
[TestFixture]
internal sealed class OptionReachTests
{
    private static readonly Dictionary<string, string[]> Ways = new()
    {
        ["info"] = ["info F"],
        ["show"] = ["show F h"],
        ["stats"] = ["stats F h", "stats F h(2,2) --axis 0"],
        ["find"] = ["find F 7 --in h", "find F 7 --in h --count"],
        ["hash"] = ["hash F", "hash F --blocks 4"],
        ["extract"] = ["extract F h -o T.bin", "extract F h -o T.npy", "extract F h -o T.csv", "extract F h -o T.json", "extract F h -o -"],
        ["cast"] = ["cast F --to u2", "cast F --to u2 --header", "cast F --to u2 --adopt npy", "cast F --to u2 -o T.npy", "cast N.npy --to <u2", "cast F --to u2 -o -"],
        ["reshape"] = ["reshape F --to 2,-1", "reshape F --to 2,-1 --header", "reshape F --to 2,-1 --adopt npy", "reshape F --to 2,-1 -o T.npy", "reshape N.npy --to 2,-1"],
        ["convert"] = ["convert F h --to u2 --in-place", "convert F h --to u2 -o T.bin", "convert F h --to u2 -o T.npy", "convert F h --to u2 -o -"],
        ["patch"] = ["patch F h[0]=1", "patch F h[0]=@-", "patch F --script S", "patch F --apply U", "patch F h[0]=1 --save-undo T.undo"],
        ["recover"] = ["recover F"],
        ["run"] = ["run C"],
    };

    private static readonly Dictionary<string, string> Values = new()
    {
        ["format"] = "raw", ["threads"] = "3", ["memory"] = "9Mi", ["io"] = "buffered", ["progress"] = "always", ["color"] = "always", ["axis"] = "0", ["histogram"] = "3",
        ["in"] = "B", ["limit"] = "1", ["algorithm"] = "crc32", ["blocks"] = "2", ["output"] = "T.other", ["wait"] = "2", ["journal-dir"] = ".", ["undo-limit"] = "5", ["to"] = "i2",
        ["let"] = "n=u2", ["adopt"] = "npy", ["cast-values"] = "wrap", ["script"] = "S", ["apply"] = "U", ["save-undo"] = "T.undo2",
    };

    // Options without an effect on a verb, by 'verb option', each with a reason. `info` and `run` do no bulk work of their own, an output that is made
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
    };

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Prepare() => _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

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
                    // The option is a part of the way itself; without it the way would be another one.
                    continue;
                }

                Trace with = Go([.. way.Split(' '), written], insideRun);
                bool refused = with.Exit == ExitStatus.Usage && (with.Answer.Contains(option.Name, StringComparison.Ordinal) || with.Answer.Contains("exclude each other", StringComparison.Ordinal));
                bool reached = with.Exit is ExitStatus.Done or ExitStatus.No && (with.Calls != alone.Calls || with.Answer != alone.Answer);
                bool overwritten = option.Name == "force" && with.Exit == ExitStatus.Done && GoOver(way, insideRun, []).Exit == ExitStatus.FileTrouble && GoOver(way, insideRun, ["--force"]).Exit == ExitStatus.Done;
                bool nothingToOverwrite = option.Name == "force" && way.EndsWith("-o -", StringComparison.Ordinal);
                // A name changes the views that use it: LetTests has one in every verb.
                if (!nothingToOverwrite && !refused && !reached && !overwritten && !Idle.ContainsKey($"{verb} {option.Name}") && !(insideRun && IsOfTheTerminal(option.Name)) && option.Name != LetOption.Name)
                {
                    lost.Add($"{way} {written}: exit {with.Exit} {with.Answer.Trim()}");
                }
            }
        }

        Assert.That(lost, Is.Empty);
    }

    [Test]
    public void EverySettingReachesTheOptionsOfEveryOperation()
    {
        CommonSettings common = new(false, null, 0, CommonSettings.DefaultMemory, false, Choice.Auto, Choice.Auto, false);
        WriteSettings write = new(false, TimeSpan.Zero, true, 100, false, true);
        ExportStyle style = new(80, false, false);
        (string Name, CommonSettings Settings)[] commons =
        [
            (nameof(CommonSettings.Threads), common with { Threads = 3 }), (nameof(CommonSettings.Memory), common with { Memory = 9 << 20 }),
            (nameof(CommonSettings.Io), common with { Io = WindowSource.Buffered }), (nameof(CommonSettings.Format), common with { Format = "raw" }),
        ];
        (string Name, WriteSettings Settings)[] writes =
        [
            (nameof(WriteSettings.DryRun), write with { DryRun = true }), (nameof(WriteSettings.Wait), write with { Wait = TimeSpan.FromSeconds(2) }),
            (nameof(WriteSettings.Journal), write with { Journal = false }), (nameof(WriteSettings.UndoLimit), write with { UndoLimit = 5 }),
            (nameof(WriteSettings.KeepUndo), write with { KeepUndo = true }), (nameof(WriteSettings.Sync), write with { Sync = false }), (nameof(WriteSettings.JournalFolder), write with { JournalFolder = "j" }),
        ];
        (string Name, ExportStyle Style)[] styles =
        [
            (nameof(ExportStyle.Columns), style with { Columns = 7 }), (nameof(ExportStyle.Summarize), style with { Summarize = true }), (nameof(ExportStyle.EndLine), style with { EndLine = true }),
        ];

        // Settings for the shell itself, a journal that only readers may pass over, and names, which are gone when a view is parsed.
        string[] shell = [nameof(CommonSettings.Json), nameof(CommonSettings.IgnoreJournal), nameof(CommonSettings.Progress), nameof(CommonSettings.Color), nameof(CommonSettings.Quiet), nameof(CommonSettings.Names)];
        Assert.That(NamesOf<CommonSettings>().Except(shell), Is.EquivalentTo(commons.Select(row => row.Name)));
        Assert.That(NamesOf<WriteSettings>(), Is.EquivalentTo(writes.Select(row => row.Name)));
        Assert.That(NamesOf<ExportStyle>(), Is.EquivalentTo(styles.Select(row => row.Name)));
        using (Assert.EnterMultipleScope())
        {
            foreach ((string name, CommonSettings settings) in commons)
            {
                bool isOpening = name == nameof(CommonSettings.Format);
                Assert.That(Shown(new WorkSettings(settings, null, default).Limits) != Shown(new WorkSettings(common, null, default).Limits), Is.EqualTo(!isOpening), $"{name} in the limits of work");
                Assert.That(Shown(Library.OptionsOf(style, settings)) != Shown(Library.OptionsOf(style, common)), Is.EqualTo(!isOpening), $"{name} in the options of text");

                // Plans read and write by calls, whatever way is asked for.
                Assert.That(Shown(Library.SettingsOf(settings, write)) != Shown(Library.SettingsOf(common, write)), Is.EqualTo(name != nameof(CommonSettings.Io)), $"{name} in the settings of changes");
            }

            foreach ((string name, WriteSettings settings) in writes)
            {
                Assert.That(Shown(Library.SettingsOf(common, settings)), Is.Not.EqualTo(Shown(Library.SettingsOf(common, write))), $"{name} in the settings of changes");
            }

            foreach ((string name, ExportStyle other) in styles)
            {
                Assert.That(Shown(Library.OptionsOf(other, common)), Is.Not.EqualTo(Shown(Library.OptionsOf(style, common))), $"{name} in the options of text");
            }
        }
    }

    [Test]
    public void NoOtherPlaceOfTheCommandMakesThoseOptionsByHand()
    {
        string root = Root("src/MmapTool.Cli");
        string[] byHand = ["new WorkLimits", "WorkLimits limits = new(", "new ChangeSettings", "ChangeSettings settings = new(", "new ExportOptions", "ExportOptions options = new("];
        string[] found = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(path => byHand.Any(text => File.ReadAllText(path).Contains(text, StringComparison.Ordinal)))];
        Assert.That(found, Is.Empty, "WorkSettings.Limits, Library.OptionsOf and Library.SettingsOf make them, so that no option is lost");
    }

    // A value other than the way's default.
    private static string ValueOf(string option, string way) => option != "as" ? Values[option] : way.EndsWith("T.bin", StringComparison.Ordinal) || way.EndsWith("-o -", StringComparison.Ordinal) ? "npy" : "raw";

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

    private static string[] NamesOf<T>() => [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => property.Name)];

    // All that can be set, one after the other.
    private static string Shown<T>(T options) => string.Join(
        ' ', typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).Select(property => $"{property.Name}={Spy.Text(property.GetValue(options))}"));

    private Trace GoOver(string way, bool insideRun, string[] more)
    {
        foreach (string name in new[] { "T.bin", "T.npy", "T.csv", "T.json", "T.undo" })
        {
            _folder.Write(name, [1]);
        }

        Trace trace = Go([.. way.Split(' '), .. more], insideRun, keep: true);
        return trace;
    }

    private Trace Go(string[] arguments, bool insideRun, bool keep = false)
    {
        foreach (string path in Directory.EnumerateFiles(_folder.Path).Where(path => !keep || !Path.GetFileName(path).StartsWith("T.", StringComparison.Ordinal)))
        {
            File.Delete(path);
        }

        _folder.Write("F", [1, 0, 7, 0, 3, 0, 4, 0]);
        _folder.Write("S", "h[1] = 2\n"u8);
        _folder.Write("U", [1]);
        _folder.Write("C", []);
        byte[] npy = [.. Formats.Npy.NpyHeader.Write(ElementType.Int16, [4]), 1, 0, 7, 0, 3, 0, 4, 0];
        _folder.Write("N.npy", npy);
        ILibrary library = DispatchProxy.Create<ILibrary, Spy>();
        Spy spy = (Spy)(object)library;
        string[] placed = [.. arguments.Select(Placed)];
        CommandRunner runner = new() { Library = library, Input = insideRun ? JsonSerializer.SerializeToUtf8Bytes(placed) : [] };
        Answer answer = insideRun ? runner.Go("run", "-") : runner.Go(placed);
        int exit = answer.Exit;
        if (insideRun && answer.Output.Length > 0)
        {
            exit = int.Parse(answer.Output["{\"exit\":".Length..answer.Output.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        }

        return new(exit, $"{answer.Output}{answer.Error}", string.Join('\n', spy.Calls));
    }

    private string Placed(string argument)
    {
        int value = argument.IndexOf('=', StringComparison.Ordinal);
        string name = argument.StartsWith("--", StringComparison.Ordinal) && value > 0 ? argument[(value + 1)..] : argument;
        bool isFile = name is "F" or "S" or "U" or "C" or "N.npy" || name.StartsWith("T.", StringComparison.Ordinal);
        return isFile ? argument[..^name.Length] + _folder[name] : argument;
    }

    private sealed record Trace(int Exit, string Answer, string Calls);

    /// <summary>Opens files as the library does. For all other tasks it only records the arguments.</summary>
    internal class Spy : DispatchProxy
    {
        private readonly Library _library = new();

        public List<string> Calls { get; } = [];

        public static string Text(object? value) => value switch
        {
            null => "null",
            Delegate => "a function",
            string text => text,
            Enum or ValueType => value.ToString()!,
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
            Stream or System.IO.Pipelines.PipeWriter or ReplacementFile => value.GetType().Name,
            _ => value.ToString()!,
        };

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            Calls.Add($"{method!.Name}({string.Join(", ", arguments!.Select(Text))})");
            if (method.Name is nameof(ILibrary.Open) or nameof(ILibrary.IsSameFile) or nameof(ILibrary.IsWritable) or nameof(ILibrary.ConvertedLength) or nameof(ILibrary.ReadScript))
            {
                try
                {
                    return method.Invoke(_library, arguments);
                }
                catch (TargetInvocationException error)
                {
                    throw error.InnerException!;
                }
            }

            return method.ReturnType == typeof(ChangeReport) ? new ChangeReport(1, 1, 1, [], [])
                : method.ReturnType == typeof(RecoverReport) ? RecoverOperation.Recover((string)arguments![0]!, RecoverAction.Show)
                : method.ReturnType == typeof(byte[]) ? new byte[4]
                : method.ReturnType == typeof(long) ? 1L
                : method.Name == nameof(ILibrary.Statistics) ? _library.Statistics((Views.MemoryView)arguments![0]!, (int)arguments[1]!, (WorkSettings)arguments[2]!)
                : method.Name == nameof(ILibrary.StatisticsAlong) ? _library.StatisticsAlong((Views.MemoryView)arguments![0]!, (long)arguments[1]!, (WorkSettings)arguments[2]!)
                : null;
        }
    }
}
