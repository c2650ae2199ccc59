using System.Globalization;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Cli.Arguments;

/// <summary>The options that a command gives, as they were written. Each value is read by its option's specification when a verb asks for it.</summary>
internal sealed class GivenOptions(IReadOnlyList<(string Name, string? Value)> given)
{
    /// <summary>Whether an option is given.</summary>
    public bool Has(OptionSpec option)
    {
        foreach ((string name, _) in given)
        {
            if (name == option.Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of an option; <see langword="null"/> where it is not given.</summary>
    public string? Text(OptionSpec option)
    {
        foreach ((string name, string? value) in given)
        {
            if (name == option.Name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>All values of an option that repeats, in order.</summary>
    public IReadOnlyList<string> All(OptionSpec option) => [.. given.Where(one => one.Name == option.Name).Select(static one => one.Value!)];

    /// <summary>The value that the name of a choice means.</summary>
    /// <exception cref="UsageException">It is none of those that the option takes.</exception>
    public T? Choice<T>(ChoiceSpec<T> option)
        where T : struct => Text(option) is { } text ? option.Of(text) : null;

    /// <summary>The name of a choice.</summary>
    /// <exception cref="UsageException">It is none of those that the option takes.</exception>
    public string? OneOf(OptionSpec option) => Text(option) is not { } text ? null : option.Choices.Contains(text) ? text : throw option.NoneOf(text);

    /// <summary>An integer of the notation: <c>4096</c>, <c>0x1000</c>, <c>64Mi</c>.</summary>
    /// <exception cref="UsageException">It is none, or out of range.</exception>
    public long? Integer(OptionSpec option)
    {
        if (Text(option) is not { } text)
        {
            return null;
        }

        long value;
        try
        {
            value = IntegerNotation.Parse(text);
        }
        catch (NotationException exception)
        {
            throw new UsageException($"--{option.Name} takes an integer such as 64, 0x40 or 64Mi, not '{text}': {exception.Reason}");
        }

        return value >= option.Minimum && value <= option.Maximum
            ? value
            : throw new UsageException(option.Maximum == long.MaxValue
                ? $"--{option.Name} must be at least {option.Minimum}, not {text}"
                : $"--{option.Name} must be from {option.Minimum} to {option.Maximum}, not {text}");
    }

    /// <summary>A number of seconds, with a fraction or without.</summary>
    /// <exception cref="UsageException">It is none, or out of range.</exception>
    public TimeSpan? Duration(OptionSpec option) => Text(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= option.Maximum
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"--{option.Name} takes a number of seconds from {option.Minimum} to {option.Maximum}, not '{text}'");
}
