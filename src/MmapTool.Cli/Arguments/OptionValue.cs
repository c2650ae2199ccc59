using System.Globalization;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Cli.Arguments;

/// <summary>Reads the values of options.</summary>
internal static class OptionValue
{
    /// <summary>An integer of the notation: <c>4096</c>, <c>0x1000</c>, <c>64Mi</c>.</summary>
    /// <exception cref="UsageException">It is none, or out of range.</exception>
    public static long Integer(string option, string text, long minimum, long maximum)
    {
        long value;
        try
        {
            value = IntegerNotation.Parse(text);
        }
        catch (NotationException exception)
        {
            throw new UsageException($"--{option} takes an integer such as 64, 0x40 or 64Mi, not '{text}': {exception.Reason}");
        }

        return value >= minimum && value <= maximum
            ? value
            : throw new UsageException(maximum == long.MaxValue
                ? $"--{option} must be at least {minimum}, not {text}"
                : $"--{option} must be from {minimum} to {maximum}, not {text}");
    }

    /// <summary>A number of seconds, with a fraction or without.</summary>
    /// <exception cref="UsageException">It is none, or out of range.</exception>
    public static TimeSpan Seconds(string option, string text, long maximum) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= maximum
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"--{option} takes a number of seconds from 0 to {maximum}, not '{text}'");

    /// <summary><c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static Choice Choice(string option, string? text) => text switch
    {
        null or "auto" => Arguments.Choice.Auto,
        "always" => Arguments.Choice.Always,
        "never" => Arguments.Choice.Never,
        _ => throw NoneOf(option, text, "auto, always, never"),
    };

    /// <summary>The error of a value that is none of the few there are.</summary>
    public static UsageException NoneOf(string option, string text, string known) =>
        new($"--{option} takes one of {known}, not '{text}'");

    /// <summary>The error of two options that exclude each other.</summary>
    public static UsageException Exclusive(string one, string other) => new($"--{one} and --{other} exclude each other; give one");
}
