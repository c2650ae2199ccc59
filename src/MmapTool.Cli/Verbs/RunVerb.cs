using MmapTool.Cli.Arguments;
using MmapTool.Cli.Input;
using MmapTool.Cli.Output;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Cli.Verbs;

/// <summary>A request of <c>run</c>, checked.</summary>
/// <param name="Path">The list of commands, <c>-</c> for standard input.</param>
/// <param name="Let">The names for every command of the list.</param>
/// <param name="Settings">The options of every verb.</param>
internal sealed record RunRequest(string Path, IReadOnlyList<string> Let, CommonSettings Settings);

/// <summary>Many commands in one process.</summary>
internal sealed class RunVerb : Verb<RunRequest>
{
    // Bounds how long files stay open and locked while no next command comes, so that others need not wait for them.
    private static readonly TimeSpan KeepFilesFor = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public override string Name => "run";

    /// <inheritdoc/>
    public override string Usage => "COMMANDS|-";

    /// <inheritdoc/>
    public override string Summary => "many commands from a file or standard input in one process";

    /// <inheritdoc/>
    public override string Details =>
        "One command a line, as a JSON array of arguments; one JSON object a line in answer, in order:\n" +
        "{\"exit\":0,\"result\":...} with what --json would print, or {\"exit\":3,\"error\":\"...\"}. A command\n" +
        "that fails does not end the list: run exits with 0 when every line has been answered.\n" +
        "A command in the list can't read standard input, write raw bytes to standard output, or be run.";

    /// <inheritdoc/>
    public override string Examples =>
        "mmaptool run commands.jsonl\n" +
        "echo '[\"show\",\"f.bin\",\"h[1:4]\"]' | mmaptool run -";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionSpec> Options => CommonOptions.All;

    /// <inheritdoc/>
    public override RunRequest Validate(GivenOptions options, IReadOnlyList<string> operands, bool insideRun)
    {
        if (insideRun)
        {
            throw new UsageException("run can't stand inside run: put the commands into one list");
        }

        OperandList list = new(Name, operands);
        string path = list.Required("COMMANDS, a file or - for standard input");
        list.End();
        return new RunRequest(path, options.All(LetOption.Spec), CommonSettings.From(options, insideRun));
    }

    /// <inheritdoc/>
    public override int Execute(RunRequest request, Invocation invocation)
    {
        invocation.File = InputFile.NameOf(request.Path);
        CancellationToken cancellation = invocation.Cancellation;
        using Stream commands = InputFile.Open(request.Path, invocation);
        using FileCache files = new(keep: true);
        using AnswerStream answers = new(invocation.Output);
        LineReader lines = new(commands)
        {
            // A named pipe is typed into as standard input is.
            Cancellation = cancellation,
            BeforeWaiting = request.Path != "-" && SystemPath.IsRegular(request.Path) ? null : reading =>
            {
                if (reading.IsCompleted)
                {
                    return;
                }

                answers.FlushAnswers();
                if (!reading.Wait(KeepFilesFor, cancellation))
                {
                    files.Drop();
                    reading.Wait(cancellation);
                }
            },
        };
        long changes = 0;
        try
        {
            while (lines.Next(out ReadOnlyMemory<byte> line, out bool tooLong))
            {
                cancellation.ThrowIfCancellationRequested();
                Invocation one = new(invocation.Command, answers, files, insideRun: true) { Let = request.Let };
                Answer(line.Span, tooLong, answers, one);
                changes += one.Done is null ? 0 : 1;
                invocation.Done = changes == 0 ? null : $"the changes of {Plural.Of(changes, "command")} are in";
            }
        }
        catch (OperationCanceledException)
        {
            // The commands that have been carried out are answered.
            answers.FlushAnswers();
            throw;
        }

        answers.FlushAnswers();
        return ExitStatus.Done;
    }

    private static void Answer(ReadOnlySpan<byte> line, bool tooLong, AnswerStream answers, Invocation invocation)
    {
        answers.Begin();
        try
        {
            string[] arguments = tooLong
                ? throw new UsageException($"the line is longer than {LineReader.MaximumLength} bytes")
                : CommandLineText.Parse(line);
            answers.End(invocation.Command.Execute(arguments, invocation));
        }
        catch (OperationCanceledException canceled) when (answers.CanFail)
        {
            // The list ends here; no half of an answer is left behind.
            answers.Fail(Failure.Of(canceled, invocation.File));
            throw;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !answers.IsBroken)
        {
            answers.Fail(Failure.Of(exception, invocation.File));
        }
    }
}
