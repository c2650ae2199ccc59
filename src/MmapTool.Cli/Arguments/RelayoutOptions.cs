using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of <c>cast</c> and <c>reshape</c> as they were written.</summary>
internal abstract class RelayoutOptions : OutputOptions
{
    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    /// <param name="to">The name of the value of <c>--to</c> in the help.</param>
    /// <param name="help">The effect of <c>--to</c>, in one line.</param>
    public static OptionSpec[] SpecsWith(string to, string help) =>
    [
        new("to", to, help),
        new("header", null, "record it in an NRRD detached header beside a raw file"),
        new("adopt", "npy", "make a raw file a .npy, by putting a header in front"),
        .. OutputOptions.Specs,
    ];

    [Option("to")]
    public string? To { get; set => field = OptionBinder.Unmark(value); }

    [Option("header")]
    public bool Header { get; set; }

    [Option("adopt")]
    public string? Adopt { get; set => field = OptionBinder.Unmark(value); }
}
