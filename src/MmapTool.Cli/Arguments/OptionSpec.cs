namespace MmapTool.Cli.Arguments;

/// <summary>
/// An option as the command line spells it and the help explains it. The options classes carry the same names as attributes for
/// CommandLineParser; reading those by reflection before parsing would cost start-up time, so a test holds the two together.
/// </summary>
/// <param name="Name">The long name, without dashes.</param>
/// <param name="Value">The name of its value in the help; <see langword="null"/> for a switch.</param>
/// <param name="Help">Its effect, in one line.</param>
/// <param name="Short">The one-letter name, or <c>'\0'</c>.</param>
internal sealed record OptionSpec(string Name, string? Value, string Help, char Short = '\0')
{
    /// <summary>Whether it may be given more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether it takes a value.</summary>
    public bool TakesValue => Value is not null;

    /// <summary>Whether the value is a view or an element type, which shells read otherwise unless it is quoted.</summary>
    public bool TakesView => Value is not null && (Value.Contains("VIEW", StringComparison.Ordinal) || Value.Contains("DTYPE", StringComparison.Ordinal));

    /// <summary>As the help shows it: <c>-o, --output OUT</c>.</summary>
    public string Display => $"{(Short == '\0' ? "" : $"-{Short}, ")}--{Name}{(Value is null ? "" : " " + Value)}";
}
