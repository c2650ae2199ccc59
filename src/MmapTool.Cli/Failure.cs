using MmapTool.Cli.Output;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Cli;

/// <summary>An exception as the user of the command sees it: an exit status and a message.</summary>
/// <param name="Exit">The exit status.</param>
/// <param name="Message">One line, or for a text that does not parse three: the reason, the text, and a caret under the place.</param>
internal readonly record struct Failure(int Exit, string Message)
{
    /// <summary>Tells what an exception means that came after a change was made: the change is in, and only its report is missing.</summary>
    /// <param name="exception">Any.</param>
    /// <param name="file">The file that the command was about.</param>
    /// <param name="done">The change that is in, in words; <see langword="null"/> for none.</param>
    public static Failure Of(Exception exception, string? file, string? done)
    {
        Failure failure = Of(exception, file);
        return done is null ? failure : failure with { Message = ErrorLine.Bounded(In(file, $"{done}, and only the report of it failed: {failure.Message}")) };
    }

    /// <summary>Tells what an exception means.</summary>
    /// <param name="exception">Any.</param>
    /// <param name="file">The file that the command was about, if it had come that far; exceptions of the library do not know it.</param>
    public static Failure Of(Exception exception, string? file)
    {
        Failure failure = Meaning(exception, file);
        return failure with { Message = ErrorLine.Bounded(failure.Message) };
    }

    private static Failure Meaning(Exception exception, string? file) => exception switch
    {
        UsageException => new(ExitStatus.Usage, OneLine(exception.Message)),
        MismatchException => new(ExitStatus.No, In(file, exception.Message)),
        NotationException notation => new(ExitStatus.Usage, Prefix(file) + notation.Message),
        ContainerException => new(ExitStatus.FileTrouble, In(file, exception.Message)),
        InterruptedChangeException => new(ExitStatus.MustRecover, In(file, exception.Message)),
        MmapToolException => new(ExitStatus.Usage, In(file, exception.Message)),
        MappedFileException mapped => new(ExitStatus.FileTrouble, In(mapped.Path, exception.Message)),
        IOException or UnauthorizedAccessException => new(ExitStatus.FileTrouble, In(file, exception.Message)),
        ChangeCanceledException => new(ExitStatus.MustRecover, In(file, exception.Message)),
        OperationCanceledException => new(ExitStatus.Interrupted, In(file, "interrupted")),
        OutOfMemoryException => new(ExitStatus.FileTrouble, In(file, "there is not enough memory; give a smaller view or a smaller --memory")),
        AggregateException { InnerException: { } inner } => Of(inner, file),
        TypeInitializationException { InnerException: { } inner } => Of(inner, file),
        _ => new(ExitStatus.FileTrouble, In(file, $"internal error, please report it: {exception.GetType().Name}: {exception.Message}")),
    };

    private static string In(string? file, string message) => Prefix(file) + OneLine(message);

    private static string Prefix(string? file) => string.IsNullOrEmpty(file) ? "" : OneLine(file) + ": ";

    private static string OneLine(string text) => VisibleText.Of(text);
}
