using MmapTool.Cli.Arguments;
using MmapTool.Cli.Input;
using MmapTool.Cli.Output;
using MmapTool.Errors;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;

namespace MmapTool.Cli;

/// <summary>One command being carried out: what it writes to, what it opens, and what it was about when it failed.</summary>
internal sealed class Invocation(Command command, Stream output, FileCache files, bool insideRun)
{
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>Where the result goes: standard output, or inside <c>run</c> the answer line.</summary>
    public Stream Output => output;

    /// <summary>Opened files.</summary>
    public FileCache Files => files;

    /// <summary>Whether the command stands in a <c>run</c> list: JSON results, no standard input, no raw bytes to standard output.</summary>
    public bool InsideRun => insideRun;

    /// <summary>The command that this is part of: <c>run</c> carries out others through it.</summary>
    public Command Command => command;

    /// <summary>The names that <c>run</c> gives to every command of its list, as values of <c>--let</c>.</summary>
    public IReadOnlyList<string> Let { get; init; } = [];

    /// <summary>The process's streams.</summary>
    public Streams Streams => command.Streams;

    /// <summary>Binds options.</summary>
    public OptionBinder Binder => command.Binder;

    /// <summary>Cancelled by a signal. Asking for it hooks the signals, which a command that is over at once has no need of.</summary>
    public CancellationToken Cancellation => command.Streams.Interruption.Token;

    /// <summary>The limits of an operation: the options', the receiver of its progress, and the signals.</summary>
    public WorkLimits Limits(CommonSettings settings, IProgress<long>? progress = null) => settings.Limits with { Progress = progress, Cancellation = Cancellation };

    /// <summary>The settings of a change: the options', the receiver of its progress, and the signals.</summary>
    public ChangeSettings Changes(ChangeSettings settings, Func<long, IProgress<long>?>? progress = null) =>
        settings with { StartProgress = progress, Limits = settings.Limits with { Cancellation = Cancellation } };

    /// <summary>
    /// The change that is in for good, in words that follow the file's name; <see langword="null"/> while there is none. An error that comes
    /// after the change is one of the report only, and says so.
    /// </summary>
    public string? Done { get; set; }

    /// <summary>The file the command is about, for error messages.</summary>
    public string? File { get; set; }

    /// <summary>Opens the file the command is about, to read.</summary>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait = default)
    {
        if (path != "-")
        {
            File = path;
            return Warned(files.Open(path, settings, wait, () => Cancellation), settings);
        }

        if (insideRun)
        {
            throw new UsageException("inside run standard input carries the commands: name a file to read");
        }

        File = InputFile.NameOf(path);
        return Warned(files.OpenInput(command.Streams.Input(), File, settings, Cancellation), settings);
    }

    /// <summary>Begins a change of the file that the command is about: gives up our own shared lock, which would keep our own exclusive one out.</summary>
    /// <exception cref="UsageException">It is standard input.</exception>
    public void Change(string path)
    {
        if (path == "-")
        {
            throw new UsageException("standard input is only read, and this changes a file in place: name the file, or write another with extract or convert and -o OUT");
        }

        File = path;
        files.Drop();
    }

    private DataFile Warned(DataFile file, CommonSettings settings)
    {
        if (file.Container.UnknownTypes is { } unknown)
        {
            Say(settings, $"warning: {unknown}");
        }

        return file;
    }

    /// <summary>Says something beside the result, on standard error; what has been said already is not said again.</summary>
    /// <param name="settings">Whether anything is said.</param>
    /// <param name="message">The text, from <c>note:</c> or <c>warning:</c> on.</param>
    public void Say(CommonSettings settings, string message)
    {
        if (!settings.Quiet && !insideRun && said.Add(message))
        {
            ErrorLine.Write(command.Streams, VisibleText.Of($"{(File is null ? "" : File + ": ")}{message}"));
        }
    }
}
