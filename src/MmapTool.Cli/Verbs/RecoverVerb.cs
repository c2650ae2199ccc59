using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Recovery;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>recover</c>.</summary>
internal static class RecoverOptions
{
    public static OptionSpec Show { get; } = OptionSpec.Switch("show", "say what was interrupted and what can be done, change nothing");

    public static OptionSpec Undo { get; } = OptionSpec.Switch("undo", "make the file what it was before the change");

    public static OptionSpec Finish { get; } = OptionSpec.Switch("finish", "make the file what it is after the change");

    public static OptionSpec Discard { get; } = OptionSpec.Switch("discard", "forget the journal, leave the file: for one that was restored");

    public static OptionSpec DryRun { get; } = WritingOptions.DryRun with { Help = "with --discard: say what would be forgotten, forget nothing" };

    public static OptionSpec JournalFolder { get; } = WritingOptions.JournalFolder with { Help = "the folder that the change put its journal in" };

    public static IReadOnlyList<OptionSpec> All { get; } = [Show, Undo, Finish, Discard, DryRun, JournalFolder, WritingOptions.Wait, .. CommonOptions.All];
}

/// <summary>A request of <c>recover</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Action">The action on the interrupted change.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The wait for a lock, the folder that the journal is in, and whether discarding is only tried.</param>
internal sealed record RecoverRequest(string Path, RecoverAction Action, CommonSettings Settings, ChangeSettings Write);

/// <summary>Shows, undoes or finishes an interrupted change.</summary>
internal sealed class RecoverVerb : Verb<RecoverRequest>
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
    public override IReadOnlyList<OptionSpec> Options => RecoverOptions.All;

    /// <inheritdoc/>
    public override RecoverRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        OperandList list = new(Name, operands);
        string path = list.Required("FILE");
        list.End();
        (OptionSpec Option, RecoverAction Action)[] ways =
        [
            (RecoverOptions.Show, RecoverAction.Show),
            (RecoverOptions.Undo, RecoverAction.Undo),
            (RecoverOptions.Finish, RecoverAction.Finish),
            (RecoverOptions.Discard, RecoverAction.Discard),
        ];
        (OptionSpec Option, RecoverAction Action)[] given = [.. ways.Where(way => options.Has(way.Option))];
        if (given.Length > 1)
        {
            throw OptionSpec.Exclusive(given[0].Option, given[1].Option);
        }

        RecoverAction action = given is [var only] ? only.Action : RecoverAction.Default;
        if (options.Has(RecoverOptions.DryRun) && action != RecoverAction.Discard)
        {
            throw new UsageException("--dry-run goes with --discard; --show says what can be recovered");
        }

        TimeSpan wait = options.Duration(WritingOptions.Wait) ?? TimeSpan.Zero;
        string? folder = options.Text(RecoverOptions.JournalFolder);
        CommonSettings settings = CommonSettings.From(options, insideRun);
        return new(path, action, settings, new() { Limits = settings.Limits, Wait = wait, DryRun = options.Has(RecoverOptions.DryRun), JournalFolder = folder });
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
