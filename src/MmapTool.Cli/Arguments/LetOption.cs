using MmapTool.Cli.Input;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Cli.Arguments;

/// <summary>The option <c>--let</c>: names for views and element types.</summary>
internal static class LetOption
{
    /// <summary>The option.</summary>
    public static OptionSpec Spec { get; } =
        new("let", OptionKind.Definition, "NAME=VIEW", "name a view or DTYPE; @FILE has lines let NAME = VIEW") { Repeats = true };

    /// <summary>The names that the values of the option give, each of which may use those before it.</summary>
    /// <exception cref="NotationException">A value does not parse, or its name can't be given.</exception>
    /// <exception cref="Memory.MappedFileException">A file of names can't be read.</exception>
    public static ViewNames Of(IReadOnlyList<string> values)
    {
        ViewNames names = ViewNames.None;
        for (int index = 0; index < values.Count; index++)
        {
            names = values[index] is ['@', .. string file] ? OfFile(names, file) : names.With(values[index]);
        }

        return names;
    }

    private static ViewNames OfFile(ViewNames names, string file)
    {
        if (file is "" or "-")
        {
            throw new UsageException("--let @FILE needs the name of a file of lines 'let NAME = VIEW'");
        }

        using Stream lines = InputFile.Open(file);
        try
        {
            return names.WithLines(lines);
        }
        catch (NotationException exception)
        {
            throw new NotationException(exception.Text, exception.Position, $"{file}{(exception.Line > 0 ? $", line {exception.Line}" : "")}: {exception.Reason}");
        }
    }
}
