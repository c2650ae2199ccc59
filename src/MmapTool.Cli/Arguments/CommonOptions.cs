using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>The options of every verb, as they were written; <see cref="CommonSettings"/> is what they mean.</summary>
internal abstract class CommonOptions
{
    /// <summary>The specifications of these options, for the help and the first stage of parsing.</summary>
    public static OptionSpec[] Specs =>
    [
        new("json", null, "print one JSON document", 'j'),
        new("format", "CONTAINER", "read the file as this container, whatever it looks like"),
        new("threads", "N", "work on at most N threads"),
        new("memory", "SIZE", "stay within this much memory (256Mi)"),
        new("io", "auto|mapped|buffered", "read through the mapping or by pread (auto)"),
        new("ignore-journal", null, "read a file even though a change to it was interrupted"),
        new("progress", "auto|always|never", "a progress bar on standard error (auto)"),
        new("color", "auto|always|never", "colour on a terminal (auto)"),
        LetOption.Spec,
        new("quiet", null, "no summary, no warnings, no progress", 'q'),
    ];

    [Option('j', "json")]
    public bool Json { get; set; }

    [Option("format")]
    public string? Format { get; set => field = OptionBinder.Unmark(value); }

    [Option("threads")]
    public string? Threads { get; set => field = OptionBinder.Unmark(value); }

    [Option("memory")]
    public string? Memory { get; set => field = OptionBinder.Unmark(value); }

    [Option("io")]
    public string? Io { get; set => field = OptionBinder.Unmark(value); }

    [Option("ignore-journal")]
    public bool IgnoreJournal { get; set; }

    [Option("progress")]
    public string? Progress { get; set => field = OptionBinder.Unmark(value); }

    [Option("color")]
    public string? Color { get; set => field = OptionBinder.Unmark(value); }

    /// <summary>The names, each as it was given; set beside CommandLineParser, which would take a single one.</summary>
    [Option("let")]
    public IReadOnlyList<string> Let { get; set; } = [];

    [Option('q', "quiet")]
    public bool Quiet { get; set; }

    /// <summary>The catch-all: CommandLineParser ignores operands that nothing binds, and none may be ignored.</summary>
    [Value(0)]
    public IEnumerable<string> Operands { get; set; } = [];
}
