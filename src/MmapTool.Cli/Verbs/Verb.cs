using MmapTool.Cli.Arguments;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Cli.Verbs;

/// <summary>A verb of the command: its names for the help, its options, and what it does. One file a verb, one line in <see cref="VerbList"/>.</summary>
internal abstract class Verb
{
    /// <summary>As it is typed.</summary>
    public abstract string Name { get; }

    /// <summary>The usage line after the verb's name, operands first: <c>FILE [VIEW] [--json | --csv | --hex] [--all]</c>.</summary>
    public abstract string Usage { get; }

    /// <summary>The verb's effect, in a line.</summary>
    public abstract string Summary { get; }

    /// <summary>Further explanations, wrapped by hand.</summary>
    public abstract string Details { get; }

    /// <summary>Examples, a line each.</summary>
    public abstract string Examples { get; }

    /// <summary>Every option it takes, its own first.</summary>
    public abstract IReadOnlyList<OptionSpec> Options { get; }

    /// <summary>Carries out the command.</summary>
    /// <returns>The exit status.</returns>
    public abstract int Execute(VerbArguments arguments, Invocation invocation);
}

/// <summary>A verb in two stages: what was written, and what it means.</summary>
/// <typeparam name="TRequest">The command as it is meant: validated, and free of the command line.</typeparam>
internal abstract class Verb<TRequest> : Verb
    where TRequest : class
{
    /// <summary>Validates.</summary>
    /// <exception cref="UsageException">An option's value or the operands are not what the verb takes.</exception>
    public abstract TRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun);

    /// <summary>Carries it out.</summary>
    /// <returns>The exit status.</returns>
    public abstract int Execute(TRequest request, Invocation invocation);

    /// <inheritdoc/>
    public sealed override int Execute(VerbArguments arguments, Invocation invocation)
    {
        // For the errors of views and edits that do not even parse.
        invocation.File = arguments.Operands.Count > 0 ? arguments.Operands[0] : null;
        if (invocation.Let.Count > 0)
        {
            arguments = arguments with { Options = [.. invocation.Let.Select(static given => (LetOption.Spec, (string?)given)), .. arguments.Options] };
        }

        try
        {
            return Execute(Validate(invocation.Binder.Bind(arguments), arguments.Operands, invocation.InsideRun), invocation);
        }
        catch (NotationException exception) when (exception.Line == 0 && arguments.Operands.Skip(1).Contains(exception.Text) && exception.Text.Length > 0 && FilePresence.IsFile(exception.Text))
        {
            throw new NotationException(exception.Text, exception.Position, $"{exception.Reason}; there is a file of this name: where a shell has put it in the place of a pattern, single-quote the view");
        }
    }
}
