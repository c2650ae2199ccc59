namespace MmapTool.Cli.Arguments;

/// <summary>An option that takes one of a few names, each of which means a value.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed record ChoiceSpec<T> : OptionSpec
    where T : struct
{
    private readonly Func<string, T?> parse;

    /// <summary>Makes it of names and their meaning; the first is the default.</summary>
    public ChoiceSpec(string name, string help, params (string Name, T Value)[] choices)
        : this(name, [.. choices.Select(static choice => choice.Name)], text => Find(choices, text), help)
    {
    }

    /// <summary>Makes it of names and a parser, which may know other spellings of them.</summary>
    public ChoiceSpec(string name, IReadOnlyList<string> names, Func<string, T?> parse, string help)
        : base(name, OptionKind.Choice, string.Join('|', names.Where(static choice => !choice.Contains(',', StringComparison.Ordinal))), help)
    {
        this.parse = parse;
        Choices = names;
    }

    /// <summary>The value that a name means.</summary>
    /// <exception cref="UsageException">It is none of the names.</exception>
    public T Of(string text) => parse(text) ?? throw NoneOf(text);

    private static T? Find((string Name, T Value)[] choices, string text)
    {
        foreach ((string name, T value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        return null;
    }
}
