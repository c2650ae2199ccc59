using MmapTool.Notation;
using MmapTool.Operations.Engine;

namespace MmapTool.Cli.Arguments;

/// <summary>A choice that the tool makes unless told.</summary>
internal enum Choice
{
    /// <summary>As it fits.</summary>
    Auto,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In no case.</summary>
    Never,
}

/// <summary>The values of the options of every verb, checked.</summary>
/// <param name="Json">Whether the result is one JSON document.</param>
/// <param name="Format">The container to read the file as; <see langword="null"/> to recognise it.</param>
/// <param name="Limits">Threads, memory and the way of reading, for every operation.</param>
/// <param name="IgnoreJournal">Whether a file whose change was interrupted is read anyway.</param>
/// <param name="Progress">Whether a progress bar is drawn.</param>
/// <param name="Color">Whether text is coloured.</param>
/// <param name="Quiet">Whether summaries, warnings and progress are left out.</param>
internal sealed record CommonSettings(
    bool Json, string? Format, WorkLimits Limits, bool IgnoreJournal, Choice Progress, Choice Color, bool Quiet)
{
    /// <summary>The names that views and edits may use.</summary>
    public ViewNames Names { get; init; } = ViewNames.None;

    /// <summary>Validates the options.</summary>
    /// <param name="options">As they were written.</param>
    /// <param name="insideRun">Whether the command stands in a <c>run</c> list, where every result is JSON.</param>
    /// <exception cref="Errors.NotationException">A name can't be given.</exception>
    /// <exception cref="UsageException">A value is none of those an option takes.</exception>
    public static CommonSettings From(GivenOptions options, bool insideRun) => new(
        options.Has(CommonOptions.Json) || insideRun,
        options.Text(CommonOptions.Format),
        new()
        {
            Threads = (int)(options.Integer(CommonOptions.Threads) ?? 0),
            Memory = options.Integer(CommonOptions.Memory) ?? WorkLimits.DefaultMemory,
            Io = options.Choice(CommonOptions.Io) ?? default,
        },
        options.Has(CommonOptions.IgnoreJournal),
        options.Choice(CommonOptions.Progress) ?? Choice.Auto,
        options.Choice(CommonOptions.Color) ?? Choice.Auto,
        options.Has(CommonOptions.Quiet))
    {
        Names = options.Has(LetOption.Spec) ? LetOption.Of(options.All(LetOption.Spec)) : ViewNames.None,
    };
}
