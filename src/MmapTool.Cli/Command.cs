using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Cli.Verbs;
using MmapTool.Memory;
using MmapTool.Notation.Records;

namespace MmapTool.Cli;

/// <summary>The command <c>mmaptool</c> within one process: arguments in, one exit status out.</summary>
internal sealed class Command : IDisposable
{
    // `run` asks for the same few verbs again and again.
    private readonly Dictionary<string, KnownVerb> verbs = new(StringComparer.Ordinal);

    private OptionBinder? binder;

    private Command(Streams streams) => Streams = streams;

    /// <summary>The process's streams.</summary>
    public Streams Streams { get; }

    /// <summary>Binds options.</summary>
    public OptionBinder Binder => binder ??= new OptionBinder();

    /// <summary>Carries out a command: every result and every exception becomes an exit status here, and no stack trace leaves.</summary>
    public static int Run(ReadOnlySpan<string> arguments, Streams streams)
    {
        using Command command = new(streams);
        using FileCache files = new(keep: false);
        NamedStream output = new(streams.Output, "standard output");
        Invocation invocation = new(command, output, files, insideRun: false);
        try
        {
            return command.Execute(arguments, invocation);
        }
        catch (BrokenPipeException)
        {
            // The reader of our output has seen enough and closed it, as `head` does.
            return ExitStatus.Done;
        }
        catch (Exception exception)
        {
            Failure failure = Failure.Of(exception, invocation.File, invocation.Done);
            ErrorLine.Write(streams, failure.Message);
            if (output.Written == 0 && AsksForJson(arguments))
            {
                ErrorLine.WriteJson(streams.Output, failure, invocation.File);
            }

            return failure.Exit;
        }
    }

    /// <summary>Carries out a command; its errors are exceptions.</summary>
    public int Execute(ReadOnlySpan<string> arguments, Invocation invocation)
    {
        if (arguments.IsEmpty)
        {
            if (invocation.InsideRun)
            {
                throw new UsageException("the command is empty: it needs a verb");
            }

            ErrorLine.WriteText(Streams, Help.Short);
            return ExitStatus.Usage;
        }

        string name = arguments[0];
        if (name is "--help" or "-h" or "help" or "--version" or "-V" || AsksForHelp(arguments[1..]))
        {
            return invocation.InsideRun
                ? throw new UsageException("help and version are for people: ask outside run")
                : Explain(arguments, invocation);
        }

        if (ArgumentNormalizer.LooksLikeOption(name))
        {
            throw new UsageException($"the verb comes first, then the options: {name} stands before it; 'mmaptool help' lists the verbs");
        }

        if (!verbs.TryGetValue(name, out KnownVerb? found))
        {
            Verb verb = VerbList.Find(name);
            found = new KnownVerb(verb, verb.Options);
            verbs.Add(name, found);
        }

        try
        {
            int status = found.Verb.Execute(ArgumentNormalizer.Normalize(name, arguments[1..], found.Options), invocation);
            invocation.Files.EnsureIntact();
            return status;
        }
        finally
        {
            invocation.Files.EndCommand();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => binder?.Dispose();

    // Asked of the words, as a command may fail before its options are known. Where data goes to standard output, no document does.
    private static bool AsksForJson(ReadOnlySpan<string> arguments)
    {
        bool json = false;
        for (int index = 0; index < arguments.Length && arguments[index] != "--"; index++)
        {
            json |= CommonOptions.Json.IsWord(arguments[index]);
            string word = arguments[index];
            bool isOutput = word.EndsWith("=-", StringComparison.Ordinal)
                ? OutputOptions.Output.IsWord(word.AsSpan(0, word.Length - 2))
                : OutputOptions.Output.IsWord(word) && index + 1 < arguments.Length && arguments[index + 1] == "-";
            if (isOutput)
            {
                return false;
            }
        }

        return json && arguments[0] != "run";
    }

    private static bool AsksForHelp(ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
        {
            if (argument == "--")
            {
                break;
            }

            // These can't be an option's value: a value that looks like an option is written after an equals sign.
            if (argument is "--help" or "-h")
            {
                return true;
            }
        }

        return false;
    }

    private static int Explain(ReadOnlySpan<string> arguments, Invocation invocation)
    {
        string text;
        if (arguments[0] is "help" or "--help" or "-h" or "--version" or "-V")
        {
            int most = arguments[0] is "--version" or "-V" ? 1 : 2;
            if (arguments.Length > most)
            {
                throw new UsageException($"left-over operand '{arguments[most]}': {arguments[0]} takes {(most == 1 ? "none" : "one verb")}");
            }

            text = most == 1 ? Help.Version
                : arguments.Length == 1 || arguments[1] is "--help" or "-h" ? Help.Overview()
                : arguments[1] == "names" ? Help.Names()
                : arguments[1] == "formats" ? Help.Formats()
                : BuiltInRecords.Find(arguments[1]) is { } record ? Help.Of(record)
                : Help.Of(VerbList.Find(arguments[1]));
        }
        else
        {
            text = Help.Of(VerbList.Find(arguments[0]));
        }

        TextOutput output = new(invocation.Output);
        output.Write(text);
        output.Flush();
        return ExitStatus.Done;
    }

    // A class: a dictionary of tuples would be compiled when the process starts, whatever was compiled before.
    private sealed record KnownVerb(Verb Verb, IReadOnlyList<OptionSpec> Options);
}
