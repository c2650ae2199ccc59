using MmapTool.Errors;

namespace MmapTool.Cli.Verbs;

/// <summary>The verbs there are.</summary>
internal static class VerbList
{
    // Made on demand: a command pays for loading its own verb's types only.
    private static readonly (string Name, Func<Verb> Create)[] Known =
    [
        ("info", static () => new InfoVerb()),
        ("show", static () => new ShowVerb()),
        ("stats", static () => new StatsVerb()),
        ("find", static () => new FindVerb()),
        ("hash", static () => new HashVerb()),
        ("extract", static () => new ExtractVerb()),
        ("cast", static () => new CastVerb()),
        ("reshape", static () => new ReshapeVerb()),
        ("convert", static () => new ConvertVerb()),
        ("patch", static () => new PatchVerb()),
        ("recover", static () => new RecoverVerb()),
        ("run", static () => new RunVerb()),
    ];

    /// <summary>All of them, in the order the help shows them.</summary>
    public static IEnumerable<Verb> All
    {
        get
        {
            foreach ((_, Func<Verb> create) in Known)
            {
                yield return create();
            }
        }
    }

    /// <summary>The verb of this name.</summary>
    /// <exception cref="UsageException">There is none; the message says which was probably meant.</exception>
    public static Verb Find(string name)
    {
        List<string> names = [];
        foreach ((string known, Func<Verb> create) in Known)
        {
            if (known == name)
            {
                return create();
            }

            names.Add(known);
        }

        throw new UsageException(NearestName.Of(name, names) is { } nearest
            ? $"unknown verb '{name}': did you mean {nearest}?"
            : $"unknown verb '{name}': there are {string.Join(", ", names)}");
    }
}
