using MmapTool.Operations.Engine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of every verb; <see cref="CommonSettings"/> is their meaning.</summary>
internal static class CommonOptions
{
    // More threads than any machine has processors.
    private const int MaximumThreads = 1024;

    // Below this no window of any useful size fits.
    private const long MinimumMemory = 4L << 20;

    public static OptionSpec Json { get; } = OptionSpec.Switch("json", "print one JSON document", 'j');

    public static OptionSpec Format { get; } = new("format", OptionKind.Container, "CONTAINER", "read the file as this container ('mmaptool help formats')");

    public static OptionSpec Threads { get; } = new("threads", OptionKind.Count, "N", "work on at most N threads") { Minimum = 1, Maximum = MaximumThreads };

    public static OptionSpec Memory { get; } = new("memory", OptionKind.Size, "SIZE", "stay within this much memory (256Mi)") { Minimum = MinimumMemory };

    public static ChoiceSpec<WindowSource> Io { get; } =
        new("io", "read through the mapping or by pread (auto)", ("auto", WindowSource.Auto), ("mapped", WindowSource.Mapped), ("buffered", WindowSource.Buffered));

    public static OptionSpec IgnoreJournal { get; } = OptionSpec.Switch("ignore-journal", "read a file even though a change to it was interrupted");

    public static ChoiceSpec<Choice> Progress { get; } = Chosen("progress", "a progress bar on standard error (auto)");

    public static ChoiceSpec<Choice> Color { get; } = Chosen("color", "colour on a terminal (auto)");

    public static OptionSpec Quiet { get; } = OptionSpec.Switch("quiet", "no summary, no warnings, no progress", 'q');

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } = [Json, Format, Threads, Memory, Io, IgnoreJournal, Progress, Color, LetOption.Spec, Quiet];

    private static ChoiceSpec<Choice> Chosen(string name, string help) =>
        new(name, help, ("auto", Choice.Auto), ("always", Choice.Always), ("never", Choice.Never));
}
