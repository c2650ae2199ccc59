using CommandLine;
using MmapTool.Formats;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of <c>cast</c> and <c>reshape</c> as they were written.</summary>
internal abstract class RelayoutOptions : OutputOptions
{
    /// <summary>The formats that <c>--adopt</c> takes.</summary>
    public static string Adopters => string.Join('|', ContainerFormats.Adopters.Select(static format => format.Info.Name));

    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    /// <param name="to">The name of the value of <c>--to</c> in the help.</param>
    /// <param name="help">The effect of <c>--to</c>, in one line.</param>
    public static OptionSpec[] SpecsWith(string to, string help) =>
    [
        new("to", to, help),
        new("header", null, $"record it in a detached header ({ContainerFormats.SideHeaders[0].Info.Name}) beside a {ContainerFormats.PlainBytes.Info.Name} file"),
        new("adopt", Adopters, $"make a {ContainerFormats.PlainBytes.Info.Name} file a {string.Join(" or a ", ContainerFormats.Adopters.Select(static format => format.Info.Endings[0]))}, by putting a header in front"),
        .. OutputOptions.Specs,
    ];

    [Option("to")]
    public string? To { get; set => field = OptionBinder.Unmark(value); }

    [Option("header")]
    public bool Header { get; set; }

    [Option("adopt")]
    public string? Adopt { get; set => field = OptionBinder.Unmark(value); }
}
