using MmapTool.Formats;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of <c>cast</c> and <c>reshape</c>, beside their own <c>--to</c>.</summary>
internal static class RelayoutOptions
{
    public static OptionSpec Header { get; } =
        OptionSpec.Switch("header", $"record it in a detached header ({ContainerFormats.SideHeaders[0].Info.Name}) beside a {ContainerFormats.PlainBytes.Info.Name} file");

    public static OptionSpec Adopt =>
        OptionSpec.OneOf("adopt", AdopterNames, $"make a {ContainerFormats.PlainBytes.Info.Name} file a {string.Join(" or a ", ContainerFormats.Adopters.Select(static format => format.Info.Endings[0]))}, by putting a header in front");

    /// <summary>All of them and those of the verbs that write a file, in the order of the help.</summary>
    public static IReadOnlyList<OptionSpec> All => [Header, Adopt, .. OutputOptions.All];

    private static string[] AdopterNames => [.. ContainerFormats.Adopters.Select(static format => format.Info.Name)];
}
