using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>
/// The words that CommandLineParser reads. It knows an option only from an attribute, which would spell each option a second time. So it is given one
/// option here, whose values are the names and values of all; <see cref="OptionSpec"/> says the rest.
/// </summary>
internal sealed class OptionWords
{
    /// <summary>Names, and after each that takes one its value, marked.</summary>
    [Option("set")]
    public IEnumerable<string> Set { get; set; } = [];

    /// <summary>The catch-all: CommandLineParser ignores operands that nothing binds, and none may be ignored.</summary>
    [Value(0)]
    public IEnumerable<string> Operands { get; set; } = [];
}
