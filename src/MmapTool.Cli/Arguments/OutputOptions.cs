namespace MmapTool.Cli.Arguments;

/// <summary>The options of the verbs that write a file of their own.</summary>
internal static class OutputOptions
{
    public static OptionSpec Output { get; } = new("output", OptionKind.Path, "OUT", "the file to write; - for standard output") { Short = 'o' };

    public static OptionSpec Force { get; } = OptionSpec.Switch("force", "overwrite OUT if it is there", 'f');

    /// <summary>All of them and those of the verbs that change a file, in the order of the help.</summary>
    public static IReadOnlyList<OptionSpec> All { get; } = [Output, Force, .. WritingOptions.All];
}
