using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Patching;

namespace MmapTool.Cli.Arguments;

/// <summary>Reads the options of every verb that writes.</summary>
internal static class WritingValues
{
    // The library's longest wait, in whole seconds: about 24 days.
    private static readonly long MaximumWait = (long)FileLocking.LongestWait.TotalSeconds;

    /// <summary>Reads the value of <c>--wait</c>.</summary>
    /// <exception cref="UsageException">It is no number of seconds.</exception>
    public static TimeSpan WaitOf(string? wait) => wait is null ? TimeSpan.Zero : OptionValue.Seconds("wait", wait, MaximumWait);

    /// <summary>Reads the value of <c>--journal-dir</c>.</summary>
    /// <exception cref="UsageException">It is empty, or no journal is kept.</exception>
    public static string? FolderOf(string? folder, bool noJournal = false) => folder switch
    {
        null => null,
        "" => throw new UsageException("--journal-dir needs the name of a folder"),
        _ when noJournal => throw OptionValue.Exclusive("journal-dir", "no-journal"),
        _ => folder,
    };

    /// <summary>The settings of the change that the options ask for.</summary>
    /// <exception cref="UsageException">A value is none that its option takes.</exception>
    public static ChangeSettings SettingsOf(WritingOptions options, CommonSettings common) => options is { NoJournal: true, KeepUndo: true } ? throw OptionValue.Exclusive("no-journal", "keep-undo") : new()
    {
        Format = common.Format,
        Limits = common.Limits,
        DryRun = options.DryRun,
        Wait = WaitOf(options.Wait),
        Journal = !options.NoJournal,
        UndoLimit = options.UndoLimit is { } limit ? OptionValue.Integer("undo-limit", limit, 0, long.MaxValue) : JournalGuard.DefaultUndoLimit,
        KeepUndo = options.KeepUndo,
        Sync = !options.NoSync,
        JournalFolder = FolderOf(options.JournalDir, options.NoJournal),
    };
}
