namespace MmapTool.Cli.Arguments;

/// <summary>
/// An option: its names, the kind of its value, its limits and its help. This is the only place that spells an option. The parser, the checks of
/// values, the help, the reference page and the suggestions for mistyped names read it.
/// </summary>
/// <param name="Name">The long name, without dashes.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="Value">The name of its value in the help; <see langword="null"/> for a switch.</param>
/// <param name="Help">Its effect, in one line.</param>
internal record OptionSpec(string Name, OptionKind Kind, string? Value, string Help)
{
    /// <summary>The one-letter name, or <c>'\0'</c>.</summary>
    public char Short { get; init; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>The values it takes, in the order of the help; empty where they are not a few names.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least value of a count, a size or a duration.</summary>
    public long Minimum { get; init; }

    /// <summary>The greatest value of a count, a size or a duration.</summary>
    public long Maximum { get; init; } = long.MaxValue;

    /// <summary>Whether it takes a value.</summary>
    public bool TakesValue => Kind != OptionKind.Switch;

    /// <summary>Whether the value is a view or an element type, which shells read otherwise unless it is quoted.</summary>
    public bool TakesView => Kind is OptionKind.View or OptionKind.ElementType or OptionKind.Definition;

    /// <summary>As the help shows it: <c>-o, --output OUT</c>.</summary>
    public string Display => $"{(Short == '\0' ? "" : $"-{Short}, ")}--{Name}{(Value is null ? "" : " " + Value)}";

    /// <summary>An option without a value.</summary>
    public static OptionSpec Switch(string name, string help, char shortName = '\0') => new(name, OptionKind.Switch, null, help) { Short = shortName };

    /// <summary>An option that takes one of a few names, which mean nothing but themselves here.</summary>
    public static OptionSpec OneOf(string name, IReadOnlyList<string> choices, string help) =>
        new(name, OptionKind.Choice, string.Join('|', choices), help) { Choices = choices };

    /// <summary>Whether a word of the command line is this option, without a value after <c>=</c>.</summary>
    public bool IsWord(ReadOnlySpan<char> word) =>
        word.StartsWith("--", StringComparison.Ordinal) ? word[2..].SequenceEqual(Name) : word.Length == 2 && word[0] == '-' && word[1] == Short;

    /// <summary>The error of a value that is none of the few there are.</summary>
    public UsageException NoneOf(string text) =>
        new($"--{Name} takes one of {string.Join(Choices.Any(static choice => choice.Contains(',', StringComparison.Ordinal)) ? " " : ", ", Choices)}, not '{text}'");

    /// <summary>The error of two options that exclude each other.</summary>
    public static UsageException Exclusive(OptionSpec one, OptionSpec other) => new($"--{one.Name} and --{other.Name} exclude each other; give one");
}
