using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of the verbs that write a file of their own, as they were written.</summary>
internal abstract class OutputOptions : WritingOptions
{
    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    public static new OptionSpec[] Specs =>
    [
        new("output", "OUT", "the file to write; - for standard output", 'o'),
        new("force", null, "overwrite OUT if it is there", 'f'),
        .. WritingOptions.Specs,
    ];

    [Option('o', "output")]
    public string? Output { get; set => field = OptionBinder.Unmark(value); }

    [Option('f', "force")]
    public bool Force { get; set; }
}
