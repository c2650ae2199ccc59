using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of the verbs that change a file in place, as they were written.</summary>
internal abstract class WritingOptions : CommonOptions
{
    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    public static new OptionSpec[] Specs =>
    [
        new("dry-run", null, "check everything, say what would change, write nothing", 'n'),
        new("wait", "SECONDS", "wait this long for a file that is locked (0)"),
        new("no-journal", null, "write no journal: an interrupted change can't be taken back"),
        new("journal-dir", "DIR", "put the journal there: for devices, and folders that are not ours"),
        new("undo-limit", "SIZE", "the most old bytes that are copied (1Gi); more goes in chunks"),
        new("keep-undo", null, "keep the old bytes of a change beyond that limit as well"),
        new("no-sync", null, "leave writing to disk to the system"),
        .. CommonOptions.Specs,
    ];

    [Option('n', "dry-run")]
    public bool DryRun { get; set; }

    [Option("wait")]
    public string? Wait { get; set => field = OptionBinder.Unmark(value); }

    [Option("no-journal")]
    public bool NoJournal { get; set; }

    [Option("journal-dir")]
    public string? JournalDir { get; set => field = OptionBinder.Unmark(value); }

    [Option("undo-limit")]
    public string? UndoLimit { get; set => field = OptionBinder.Unmark(value); }

    [Option("keep-undo")]
    public bool KeepUndo { get; set; }

    [Option("no-sync")]
    public bool NoSync { get; set; }
}
