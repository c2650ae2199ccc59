using System.Text.Json;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Cli.Input;

/// <summary>A command as <c>run</c> reads it: a JSON array of strings.</summary>
/// <remarks>
/// Names of files may be bytes that are no UTF-8: as they are, or each as half of a surrogate pair, <c>\udc80</c> to <c>\udcff</c>, as results name them.
/// </remarks>
internal static class CommandLineText
{
    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">The line is no JSON array of strings.</exception>
    public static string[] Parse(ReadOnlySpan<byte> line)
    {
        if (line.TrimStart(" \t"u8).IsEmpty)
        {
            throw NoCommand("the line is empty");
        }

        try
        {
            Utf8JsonReader reader = new(line);
            List<string> arguments = [];
            bool read = reader.Read();
            if (!read || reader.TokenType != JsonTokenType.StartArray)
            {
                throw NoCommand("it is no array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                arguments.Add(reader.TokenType == JsonTokenType.String
                    ? TextOf(ref reader)
                    : throw NoCommand($"element {arguments.Count} is no string"));
            }

            // Read throws where anything follows the array.
            return reader.Read() ? throw NoCommand("something follows it") : [.. arguments];
        }
        catch (JsonException exception)
        {
            throw NoCommand($"at byte {exception.BytePositionInLine}: {exception.Message.Split(" LineNumber:")[0]}");
        }
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // GetString throws this for half a surrogate pair and for bytes that are no UTF-8.
            string text = VisibleText.Unquoted(PathText.FromBytes(reader.ValueSpan), out _)!;
            return PathText.IsName(text) ? text : throw NoCommand("a string in it has half of a surrogate pair, which is no character");
        }
    }

    private static UsageException NoCommand(string reason) =>
        new($"a command is a JSON array of strings, such as [\"show\",\"f.bin\",\"h[0]\"]: {reason}");
}
