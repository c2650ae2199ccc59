namespace MmapTool.Cli.Arguments;

/// <summary>The arguments of a verb, told apart: each option at most once, every value with its option, and the operands.</summary>
/// <param name="Options">The options that were given, in order; the value is <see langword="null"/> for a switch.</param>
/// <param name="Operands">Everything else, in order.</param>
internal sealed record VerbArguments(IReadOnlyList<(OptionSpec Option, string? Value)> Options, IReadOnlyList<string> Operands);
