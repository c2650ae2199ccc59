using CommandLine;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Operations.Changes;

namespace MmapTool.Cli.Verbs;

/// <summary>The options of <c>recover</c> as they were written.</summary>
internal sealed class RecoverOptions : CommonOptions
{
    /// <summary>What the help and the first stage of parsing know of them.</summary>
    public static new OptionSpec[] Specs =>
    [
        new("show", null, "say what was interrupted and what can be done, change nothing"),
        new("undo", null, "make the file what it was before the change"),
        new("finish", null, "make the file what it is after the change"),
        new("wait", "SECONDS", "wait this long for a file that is locked (0)"),
        .. CommonOptions.Specs,
    ];

    [Option("show")]
    public bool Show { get; set; }

    [Option("undo")]
    public bool Undo { get; set; }

    [Option("finish")]
    public bool Finish { get; set; }

    [Option("wait")]
    public string? Wait { get; set => field = OptionBinder.Unmark(value); }
}

/// <summary>What <c>recover</c> is to do.</summary>
/// <param name="Path">The file.</param>
/// <param name="Action">What to do about it.</param>
/// <param name="Wait">How long to wait for a lock.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record RecoverRequest(string Path, RecoverAction Action, TimeSpan Wait, CommonSettings Settings);

/// <summary>Shows, undoes or finishes an interrupted change.</summary>
internal sealed class RecoverVerb : Verb<RecoverOptions, RecoverRequest>
{
    /// <inheritdoc/>
    public override string Name => "recover";

    /// <inheritdoc/>
    public override string Usage => "FILE [--show | --undo | --finish]";

    /// <inheritdoc/>
    public override string Summary => "after a crash: shows, undoes or finishes an interrupted change";

    /// <inheritdoc/>
    public override string Details =>
        "A change that was stopped leaves FILE.mmap-journal, and every verb refuses the file (exit 4)\n" +
        "until recover has brought it to what it was before the change, or to what it is after it.\n" +
        "Without an option: undoes, where the journal keeps all old bytes, and finishes a large change\n" +
        "that went chunk by chunk (--undo takes that back if it is an exclusive or, or --keep-undo kept\n" +
        "the old bytes). A recovery that is stopped is run again. Nothing to recover is exit 0; a journal\n" +
        "that is damaged or belongs to another file is exit 3, and nothing is changed.";

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
        RecoverAction action = (options.Show, options.Undo, options.Finish) switch
        {
            (false, false, false) => RecoverAction.Default,
            (true, false, false) => RecoverAction.Show,
            (false, true, false) => RecoverAction.Undo,
            (false, false, true) => RecoverAction.Finish,
            (true, true, _) => throw OptionValue.Exclusive("show", "undo"),
            (true, _, true) => throw OptionValue.Exclusive("show", "finish"),
            _ => throw OptionValue.Exclusive("undo", "finish"),
        };
        return new(path, action, WriteSettings.WaitOf(options.Wait), CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(RecoverRequest request, Invocation invocation)
    {
        invocation.File = request.Path;

        // Our own shared lock would keep our own exclusive one out.
        invocation.Files.Drop();
        using LateProgress progress = new(invocation, request.Settings, Name);
        RecoverReport report = invocation.Library.Recover(request.Path, request.Action, request.Wait, request.Settings.Memory, progress.Start, invocation.Cancellation);
        progress.Dispose();
        RecoverSummary.Print(report, request.Action, request.Settings, invocation);
        return ExitStatus.Done;
    }
}
