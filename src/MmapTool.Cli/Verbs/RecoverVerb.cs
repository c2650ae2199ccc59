using CommandLine;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Recovery;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>recover</c> as they were written.</summary>
internal sealed class RecoverOptions : CommonOptions
{
    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    public static new OptionSpec[] Specs =>
    [
        new("show", null, "say what was interrupted and what can be done, change nothing"),
        new("undo", null, "make the file what it was before the change"),
        new("finish", null, "make the file what it is after the change"),
        new("discard", null, "forget the journal, leave the file: for one that was restored"),
        new("dry-run", null, "with --discard: say what would be forgotten, forget nothing", 'n'),
        new("journal-dir", "DIR", "the folder that the change put its journal in"),
        new("wait", "SECONDS", "wait this long for a file that is locked (0)"),
        .. CommonOptions.Specs,
    ];

    [Option("show")]
    public bool Show { get; set; }

    [Option("undo")]
    public bool Undo { get; set; }

    [Option("finish")]
    public bool Finish { get; set; }

    [Option("discard")]
    public bool Discard { get; set; }

    [Option('n', "dry-run")]
    public bool DryRun { get; set; }

    [Option("journal-dir")]
    public string? JournalDir { get; set => field = OptionBinder.Unmark(value); }

    [Option("wait")]
    public string? Wait { get; set => field = OptionBinder.Unmark(value); }
}

/// <summary>A request of <c>recover</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Action">The action on the interrupted change.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The wait for a lock, the folder that the journal is in, and whether discarding is only tried.</param>
internal sealed record RecoverRequest(string Path, RecoverAction Action, CommonSettings Settings, ChangeSettings Write);

/// <summary>Shows, undoes or finishes an interrupted change.</summary>
internal sealed class RecoverVerb : Verb<RecoverOptions, RecoverRequest>
{
    /// <inheritdoc/>
    public override string Name => "recover";

    /// <inheritdoc/>
    public override string Usage => "FILE [--show | --undo | --finish | --discard]";

    /// <inheritdoc/>
    public override string Summary => "after a crash: shows, undoes or finishes an interrupted change";

    /// <inheritdoc/>
    public override string Details =>
        "A change that was stopped leaves FILE.mmap-journal, and every verb refuses the file (exit 4)\n" +
        "until recover has brought it to what it was before the change, or to what it is after it.\n" +
        "Without an option: undoes, where the journal keeps all old bytes, and finishes a large change\n" +
        "that went chunk by chunk (--undo takes that back if it is an exclusive or, or --keep-undo kept\n" +
        "the old bytes). A recovery that is stopped is run again. Nothing to recover is exit 0. A journal\n" +
        "that is damaged or belongs to another file, and a file that is not as the change left it, as one\n" +
        "that was restored from a backup, are exit 3, and nothing is changed: --discard then forgets the\n" +
        "journal, and the file stays as it is.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool recover disk.img --show\n" +
        "mmaptool recover disk.img";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => RecoverOptions.Specs;

    /// <inheritdoc/>
    public override RecoverRequest Validate(RecoverOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        list.End();
        (string Name, bool Given, RecoverAction Action)[] ways =
        [
            ("show", options.Show, RecoverAction.Show),
            ("undo", options.Undo, RecoverAction.Undo),
            ("finish", options.Finish, RecoverAction.Finish),
            ("discard", options.Discard, RecoverAction.Discard),
        ];
        (string Name, bool Given, RecoverAction Action)[] given = [.. ways.Where(way => way.Given)];
        if (given.Length > 1)
        {
            throw OptionValue.Exclusive(given[0].Name, given[1].Name);
        }

        RecoverAction action = given is [var only] ? only.Action : RecoverAction.Default;
        if (options.DryRun && action != RecoverAction.Discard)
        {
            throw new UsageException("--dry-run goes with --discard; --show says what can be recovered");
        }

        TimeSpan wait = WritingValues.WaitOf(options.Wait);
        string? folder = WritingValues.FolderOf(options.JournalDir);
        CommonSettings settings = CommonSettings.From(options, insideRun);
        return new(path, action, settings, new() { Limits = settings.Limits, Wait = wait, DryRun = options.DryRun, JournalFolder = folder });
    }

    /// <inheritdoc/>
    public override int Execute(RecoverRequest request, Invocation invocation)
    {
        invocation.Change(request.Path);
        using LateProgress progress = new(invocation, request.Settings, Name);
        RecoverReport report = RecoverOperation.Recover(request.Path, request.Action, invocation.Changes(request.Write, progress.Start));
        invocation.Done = report.Outcome == RecoverOutcome.None ? null : "the recovery is done";
        progress.Dispose();
        RecoverSummary.Print(report, request.Action, request.Settings, invocation);
        return ExitStatus.Done;
    }
}
