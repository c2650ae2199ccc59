using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of <c>cast</c> and <c>reshape</c> as they were written.</summary>
internal abstract class RelayoutOptions : OutputOptions
{
    /// <summary>What the help and the first stage of parsing know of them.</summary>
    /// <param name="to">What <c>--to</c> takes.</param>
    /// <param name="help">What it is.</param>
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
