using System.Text;
using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>
/// The second stage of parsing: CommandLineParser reads the options of one command. Verbs are chosen before it, operands never reach it, and values
/// reach it marked, so that none can look like an option to it.
/// </summary>
/// <remarks>
/// CommandLineParser's reflection and queries cost a process more than all the rest of a short command. So it is made only when there is an option
/// that has a value to read. Switches have none, and the values of an option that repeats are taken as they are.
/// </remarks>
internal sealed class OptionBinder : IDisposable
{
    // Any character but a dash would do.
    private const char Mark = ':';

    private Parser? parser;

    // In `run`, thousands of commands share a handful of option lists; reading one takes reflection, finding it again does not.
    private readonly Dictionary<string, GivenOptions> bound = new(StringComparer.Ordinal);

    /// <summary>The options that were given. The same options give the same object.</summary>
    public GivenOptions Bind(VerbArguments arguments)
    {
        string key = Key(arguments);
        if (bound.TryGetValue(key, out GivenOptions? known))
        {
            return known;
        }

        GivenOptions options = new(arguments.Options.Any(static given => given.Option is { TakesValue: true, Repeats: false })
            ? Parse(arguments)
            : [.. arguments.Options.Select(static given => (given.Option.Name, given.Value))]);

        // Values differ without end in a long run; the lists worth keeping are few.
        if (bound.Count >= 256)
        {
            bound.Clear();
        }

        bound.Add(key, options);
        return options;
    }

    /// <inheritdoc/>
    public void Dispose() => parser?.Dispose();

    private List<(string Name, string? Value)> Parse(VerbArguments arguments)
    {
        List<string> tokens = ["--set"];
        foreach ((OptionSpec option, string? value) in arguments.Options)
        {
            tokens.Add(option.Name);
            if (value is not null)
            {
                tokens.Add(Mark + value);
            }
        }

        parser ??= new Parser(static settings =>
        {
            settings.AutoHelp = false;
            settings.AutoVersion = false;
            settings.HelpWriter = null;
            settings.CaseSensitive = true;
            settings.ParsingCulture = System.Globalization.CultureInfo.InvariantCulture;
        });

        // NotParsed can't come from arguments that the first stage let pass; were it to, it must not go by in silence.
        OptionWords words = parser.ParseArguments<OptionWords>(tokens) is Parsed<OptionWords> parsed
            ? parsed.Value
            : throw new UsageException($"the options can't be parsed: {string.Join(' ', tokens)}");
        foreach (string stray in words.Operands)
        {
            throw new UsageException($"left-over operand '{stray}'");
        }

        List<(string Name, string? Value)> given = [];
        foreach (string word in words.Set)
        {
            if (word is [Mark, ..])
            {
                given[^1] = (given[^1].Name, word[1..]);
            }
            else
            {
                given.Add((word, null));
            }
        }

        return given;
    }

    private static string Key(VerbArguments arguments)
    {
        StringBuilder key = new();
        foreach ((OptionSpec option, string? value) in arguments.Options)
        {
            key.Append('\0').Append(option.Name).Append('\0').Append(value);
        }

        return key.ToString();
    }
}
