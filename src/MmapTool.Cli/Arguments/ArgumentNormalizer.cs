using MmapTool.Errors;

namespace MmapTool.Cli.Arguments;

/// <summary>
/// The first stage of parsing: tells options, values and operands apart, strictly. CommandLineParser, which comes second, is
/// silent where it must not be. It drops operands, takes <c>--json=false</c> for true, and lets an option go without its value.
/// It takes a value that begins with a dash for an option.
/// </summary>
internal static class ArgumentNormalizer
{
    /// <summary>Tells the arguments after the verb apart.</summary>
    /// <exception cref="UsageException">
    /// An option is unknown, given twice, without its value, or a switch with one.
    /// </exception>
    public static VerbArguments Normalize(string verb, ReadOnlySpan<string> arguments, IReadOnlyList<OptionSpec> specs)
    {
        List<(OptionSpec, string?)> options = [];
        List<string> operands = [];
        bool onlyOperands = false;
        for (int index = 0; index < arguments.Length; index++)
        {
            string argument = arguments[index];
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw new UsageException("an argument can't hold a NUL character");
            }

            if (!onlyOperands && argument == "--")
            {
                onlyOperands = true;
                continue;
            }

            if (onlyOperands || !LooksLikeOption(argument))
            {
                operands.Add(argument);
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument : argument[..equals];
            OptionSpec spec = Find(name, specs) ?? throw Unknown(verb, argument, name, specs);
            foreach ((OptionSpec earlier, _) in options)
            {
                if (ReferenceEquals(earlier, spec) && !spec.Repeats)
                {
                    throw new UsageException($"the option --{spec.Name} is given twice; give it once");
                }
            }

            string? value = equals < 0 ? null : argument[(equals + 1)..];
            if (!spec.TakesValue && value is not null)
            {
                throw new UsageException($"the option --{spec.Name} takes no value: write --{spec.Name} alone, or leave it out");
            }

            if (spec.TakesValue && value is null && index + 1 < arguments.Length && !LooksLikeOption(arguments[index + 1]) && arguments[index + 1] != "--")
            {
                value = arguments[++index];
            }

            if (spec.TakesValue && string.IsNullOrEmpty(value))
            {
                throw new UsageException($"the option --{spec.Name} needs a value: --{spec.Name}={spec.Value}{(spec.TakesView ? "; a shell takes an unquoted < or > away, so single-quote it" : "")}");
            }

            options.Add((spec, value));
        }

        return new VerbArguments(options, operands);
    }

    /// <summary>
    /// Whether an argument is an option: two dashes and more, or a dash and a letter. A lone dash, a negative number and a slice
    /// such as <c>-3:</c> are values; any other value that begins with a dash goes after <c>=</c> or <c>--</c>.
    /// </summary>
    public static bool LooksLikeOption(string argument) =>
        argument.Length > 1 && argument[0] == '-' && (char.IsAsciiLetter(argument[1]) || (argument[1] == '-' && argument.Length > 2));

    private static OptionSpec? Find(string name, IReadOnlyList<OptionSpec> specs)
    {
        bool isLong = name.StartsWith("--", StringComparison.Ordinal);
        foreach (OptionSpec spec in specs)
        {
            if (isLong ? name.AsSpan(2).SequenceEqual(spec.Name) : name.Length == 2 && spec.Short == name[1])
            {
                return spec;
            }
        }

        return null;
    }

    private static UsageException Unknown(string verb, string argument, string name, IReadOnlyList<OptionSpec> specs)
    {
        string bare = name.TrimStart('-');
        if (name[1] != '-' && name.Length > 2)
        {
            foreach (OptionSpec spec in specs)
            {
                if (spec.Short == name[1] && spec.TakesValue)
                {
                    return new UsageException($"unknown option {argument}: write -{spec.Short} {argument[2..]}, with a space");
                }
            }
        }

        List<string> names = [];
        foreach (OptionSpec spec in specs)
        {
            names.Add(spec.Name);
        }

        return new UsageException(NearestName.Of(bare, names) is { } nearest
            ? $"unknown option {name}: did you mean --{nearest}?"
            : $"unknown option {name}: 'mmaptool help {verb}' lists the options, and a value that begins with a dash goes after --");
    }
}
