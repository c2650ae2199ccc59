using MmapTool.Values;

namespace MmapTool.Cli.Arguments;

/// <summary>The option <c>--cast-values</c>.</summary>
internal static class CastingOption
{
    /// <summary>The option.</summary>
    public static ChoiceSpec<CastValues> Spec { get; } = new("cast-values", CastModes.Names, CastModes.TryParse, "what becomes of values that do not fit (exact: an error)");

    /// <summary>The modes, as the help of a verb lists them.</summary>
    public const string Help =
        "A value that does not fit is refused, or with --cast-values made to fit: round (half to even)\n" +
        "and truncate (cut) make fractions whole; saturate (the nearest limit) and wrap (modulo 2^n;\n" +
        "floats: infinity) cut, and bring it into the range; round,saturate and round,wrap combine\n" +
        "them. Each rounds an integer that a float type can't hold, which exact refuses.";
}
