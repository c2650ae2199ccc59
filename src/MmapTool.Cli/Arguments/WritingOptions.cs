using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Patching;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of the verbs that change a file in place.</summary>
internal static class WritingOptions
{
    public static OptionSpec DryRun { get; } = OptionSpec.Switch("dry-run", "check everything, say what would change, write nothing", 'n');

    // At most the library's longest wait, in whole seconds: about 24 days.
    public static OptionSpec Wait { get; } =
        new("wait", OptionKind.Duration, "SECONDS", "wait this long for a file that is locked (0)") { Maximum = (long)FileLocking.LongestWait.TotalSeconds };

    public static OptionSpec NoJournal { get; } = OptionSpec.Switch("no-journal", "write no journal: an interrupted change can't be taken back");

    public static OptionSpec JournalFolder { get; } =
        new("journal-dir", OptionKind.Folder, "DIR", "put the journal there: for devices, and folders that are not ours");

    public static OptionSpec UndoLimit { get; } = new("undo-limit", OptionKind.Size, "SIZE", "the most old bytes that are copied (1Gi); more goes in chunks");

    public static OptionSpec KeepUndo { get; } = OptionSpec.Switch("keep-undo", "keep the old bytes of a change beyond that limit as well");

    public static OptionSpec NoSync { get; } = OptionSpec.Switch("no-sync", "leave writing to disk to the system");

    /// <summary>All of them and those of every verb, in the order of the help.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } = [DryRun, Wait, NoJournal, JournalFolder, UndoLimit, KeepUndo, NoSync, .. CommonOptions.All];

    /// <summary>The settings of the change that the options ask for.</summary>
    /// <exception cref="UsageException">A value is none that its option takes, or two options exclude each other.</exception>
    public static ChangeSettings SettingsOf(GivenOptions options, CommonSettings common)
    {
        bool noJournal = options.Has(NoJournal);
        return noJournal && options.Has(KeepUndo) ? throw OptionSpec.Exclusive(NoJournal, KeepUndo) : new()
        {
            Format = common.Format,
            Limits = common.Limits,
            DryRun = options.Has(DryRun),
            Wait = options.Duration(Wait) ?? TimeSpan.Zero,
            Journal = !noJournal,
            UndoLimit = options.Integer(UndoLimit) ?? JournalGuard.DefaultUndoLimit,
            KeepUndo = options.Has(KeepUndo),
            Sync = !options.Has(NoSync),
            JournalFolder = noJournal && options.Has(JournalFolder) ? throw OptionSpec.Exclusive(JournalFolder, NoJournal) : options.Text(JournalFolder),
        };
    }
}
