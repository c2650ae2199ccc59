using MmapTool.Patching;

namespace MmapTool.Cli.Arguments;

/// <summary>The option <c>--cast-values</c>.</summary>
internal static class CastingOption
{
    /// <summary>As the help shows it.</summary>
    public static OptionSpec Spec { get; } = new("cast-values", "exact|round|truncate|saturate|wrap", "what becomes of values that do not fit (exact: an error)");

    /// <summary>The modes, as the help of a verb lists them.</summary>
    public const string Help =
        "Unless --cast-values asks for it, a value that does not fit is refused: a fraction onto an\n" +
        "integer, a number out of range, an integer that a float type would round (every other mode\n" +
        "rounds it, half to even). round takes the nearest whole number, half to even; truncate,\n" +
        "saturate and wrap cut the fraction. round and truncate refuse a number out of range, saturate\n" +
        "takes the end of the range, wrap takes it modulo 2^n (floats: infinity); round,saturate and\n" +
        "round,wrap combine them.";

    /// <summary>What it means.</summary>
    /// <exception cref="UsageException">The value is none of those it takes.</exception>
    public static CastValues Of(string? value) =>
        value is null ? CastValues.Exact : CastModes.TryParse(value) ?? throw OptionValue.NoneOf("cast-values", value, string.Join(" ", CastModes.Names));
}
