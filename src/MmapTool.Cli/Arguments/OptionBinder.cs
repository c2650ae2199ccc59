using System.Text;
using CommandLine;

namespace MmapTool.Cli.Arguments;

/// <summary>
/// The second stage of parsing: CommandLineParser binds the options of one verb to its options class. Verbs are chosen before
/// it, operands never reach it, and values reach it marked, so that none can look like an option to it.
/// </summary>
/// <remarks>
/// CommandLineParser's reflection and queries cost a process more than all the rest of a short command. So it is made only when there is an
/// option that needs it. The two commonest switches of every verb do not.
/// </remarks>
internal sealed class OptionBinder : IDisposable
{
    // Any character but a dash would do.
    private const char Mark = ':';

    private Parser? parser;

    // In `run`, thousands of commands share a handful of option lists; binding one takes reflection, finding it again does not.
    private readonly Dictionary<string, object> bound = new(StringComparer.Ordinal);

    /// <summary>The options as an object of the verb's options class. The same options give the same object: it is not to be changed.</summary>
    public TOptions Bind<TOptions>(VerbArguments arguments)
        where TOptions : CommonOptions, new()
    {
        string key = Key(typeof(TOptions), arguments);
        if (bound.TryGetValue(key, out object? known))
        {
            return (TOptions)known;
        }

        TOptions options = BindSwitches<TOptions>(arguments) ?? Parse<TOptions>(arguments);
        options.Let = [.. arguments.Options.Where(static given => given.Option.Name == LetOption.Name).Select(static given => given.Value!)];

        // Values differ without end in a long run; the lists worth keeping are few.
        if (bound.Count >= 256)
        {
            bound.Clear();
        }

        bound.Add(key, options);
        return options;
    }

    /// <summary>A value as it was given.</summary>
    public static string? Unmark(string? value) => value is [Mark, ..] ? value[1..] : value;

    /// <inheritdoc/>
    public void Dispose() => parser?.Dispose();

    // Null where there is an option that this does not know. The values of --let are taken beside.
    private static TOptions? BindSwitches<TOptions>(VerbArguments arguments)
        where TOptions : CommonOptions, new()
    {
        TOptions options = new();
        for (int index = 0; index < arguments.Options.Count; index++)
        {
            switch (arguments.Options[index].Option.Name)
            {
                case "json":
                    options.Json = true;
                    break;
                case LetOption.Name:
                    break;
                case "quiet":
                    options.Quiet = true;
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    private TOptions Parse<TOptions>(VerbArguments arguments)
        where TOptions : CommonOptions, new()
    {
        List<string> tokens = [];
        foreach ((OptionSpec option, string? value) in arguments.Options)
        {
            if (option.Name == LetOption.Name)
            {
                continue;
            }

            tokens.Add("--" + option.Name);
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
        TOptions options = parser.ParseArguments<TOptions>(tokens) is Parsed<TOptions> parsed
            ? parsed.Value
            : throw new UsageException($"the options can't be parsed: {string.Join(' ', tokens)}");
        foreach (string stray in options.Operands)
        {
            throw new UsageException($"left-over operand '{stray}'");
        }

        return options;
    }

    private static string Key(Type type, VerbArguments arguments)
    {
        StringBuilder key = new(type.Name);
        foreach ((OptionSpec option, string? value) in arguments.Options)
        {
            key.Append('\0').Append(option.Name).Append('\0').Append(value);
        }

        return key.ToString();
    }
}
