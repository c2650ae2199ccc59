using MmapTool.Patching;

namespace MmapTool.Cli.Arguments;

/// <summary>The option <c>--cast-values</c>.</summary>
internal static class CastingOption
{
    /// <summary>As the help shows it.</summary>
    public static OptionSpec Spec { get; } = new("cast-values", "exact|wrap|saturate|truncate", "what becomes of values that do not fit (exact: an error)");

    /// <summary>What it means.</summary>
    /// <exception cref="UsageException">The value is none of those it takes.</exception>
    public static CastValues Of(string? value) => value switch
    {
        null or "exact" => CastValues.Exact,
        "wrap" => CastValues.Wrap,
        "saturate" => CastValues.Saturate,
        "truncate" => CastValues.Truncate,
        string other => throw OptionValue.NoneOf("cast-values", other, "exact, wrap, saturate, truncate"),
    };
}
