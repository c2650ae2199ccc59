namespace MmapTool.Values;

/// <summary>The modes of <see cref="CastValues"/>: their names, and which of their rules each has.</summary>
internal static class CastModes
{
    /// <summary>The names, in the order in which help lists them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["exact", "round", "truncate", "saturate", "wrap", "round,saturate", "round,wrap"];

    /// <summary>The mode's name, as <c>--cast-values</c> and journals have it.</summary>
    public static string Name(CastValues mode) => mode switch
    {
        CastValues.Exact => "exact",
        CastValues.Wrap => "wrap",
        CastValues.Saturate => "saturate",
        CastValues.Truncate => "truncate",
        CastValues.Round => "round",
        CastValues.RoundSaturate => "round,saturate",
        CastValues.RoundWrap => "round,wrap",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "there is no such mode"),
    };

    /// <summary>The mode of a name; <see langword="null"/> where there is none. The parts of a combination may stand in either order.</summary>
    public static CastValues? TryParse(string name) => name switch
    {
        "exact" => CastValues.Exact,
        "wrap" => CastValues.Wrap,
        "saturate" => CastValues.Saturate,
        "truncate" => CastValues.Truncate,
        "round" => CastValues.Round,
        "round,saturate" or "saturate,round" => CastValues.RoundSaturate,
        "round,wrap" or "wrap,round" => CastValues.RoundWrap,
        _ => null,
    };

    /// <summary>Whether a fraction is rounded to the nearest whole number, half to even.</summary>
    internal static bool Rounds(CastValues mode) => mode is CastValues.Round or CastValues.RoundSaturate or CastValues.RoundWrap;

    /// <summary>Whether a value out of range becomes the end of the range.</summary>
    internal static bool Saturates(CastValues mode) => mode is CastValues.Saturate or CastValues.RoundSaturate;

    /// <summary>Whether a value out of range is taken modulo 2ⁿ, or becomes an infinity.</summary>
    internal static bool Wraps(CastValues mode) => mode is CastValues.Wrap or CastValues.RoundWrap;

    /// <summary>Whether a value out of range is an error.</summary>
    internal static bool IsStrict(CastValues mode) => !Saturates(mode) && !Wraps(mode);
}
