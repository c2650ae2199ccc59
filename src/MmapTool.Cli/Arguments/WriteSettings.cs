using MmapTool.Memory;
using MmapTool.Patching;

namespace MmapTool.Cli.Arguments;

/// <summary>The values of the options of every verb that writes, checked.</summary>
/// <param name="DryRun">Whether nothing is written, only said.</param>
/// <param name="Wait">How long to wait for a lock that somebody else holds.</param>
/// <param name="Journal">Whether the change is journaled.</param>
/// <param name="UndoLimit">The most old bytes that are journaled.</param>
/// <param name="KeepUndo">Whether a change beyond that limit keeps its old bytes nevertheless.</param>
/// <param name="JournalFolder">The folder for the journal; <see langword="null"/> for beside the file.</param>
/// <param name="Sync">Whether the change is made durable before the command ends.</param>
internal sealed record WriteSettings(bool DryRun, TimeSpan Wait, bool Journal, long UndoLimit, bool KeepUndo, bool Sync, string? JournalFolder = null)
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

    /// <summary>Validates the options.</summary>
    /// <exception cref="UsageException">The wait is no number of seconds.</exception>
    public static WriteSettings From(WritingOptions options) => options is { NoJournal: true, KeepUndo: true } ? throw OptionValue.Exclusive("no-journal", "keep-undo") : new(
        options.DryRun,
        WaitOf(options.Wait),
        !options.NoJournal,
        options.UndoLimit is { } limit ? OptionValue.Integer("undo-limit", limit, 0, long.MaxValue) : JournalGuard.DefaultUndoLimit,
        options.KeepUndo,
        !options.NoSync,
        FolderOf(options.JournalDir, options.NoJournal));
}
