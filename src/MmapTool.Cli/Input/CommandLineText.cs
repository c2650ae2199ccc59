using System.Text.Json;

namespace MmapTool.Cli.Input;

/// <summary>A command as <c>run</c> reads it: a JSON array of strings.</summary>
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
                    ? reader.GetString()!
                    : throw NoCommand($"element {arguments.Count} is no string"));
            }

            // Read throws where anything follows the array.
            return reader.Read() ? throw NoCommand("something follows it") : [.. arguments];
        }
        catch (JsonException exception)
        {
            throw NoCommand($"at byte {exception.BytePositionInLine}: {exception.Message.Split(" LineNumber:")[0]}");
        }
        catch (InvalidOperationException)
        {
            // What GetString says to half a surrogate pair or to bytes that are no UTF-8.
            throw NoCommand("a string in it is no valid text");
        }
    }

    private static UsageException NoCommand(string reason) =>
        new($"a command is a JSON array of strings, such as [\"show\",\"f.bin\",\"h[0]\"]: {reason}");
}
