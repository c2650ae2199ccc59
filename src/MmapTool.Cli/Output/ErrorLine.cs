using System.Text;
using MmapTool.Errors;

namespace MmapTool.Cli.Output;

/// <summary>Lines on standard error.</summary>
internal static class ErrorLine
{
    /// <summary>The most characters of a message; the prefix makes a line of at most 1,000.</summary>
    public const int Longest = 1000 - 10;

    // Characters that are kept of the end of a message that is cut: the mend stands there.
    private const int KeptEnd = 300;
    private const string Prefix = "mmaptool: ";

    /// <summary>Writes <c>mmaptool: message</c>.</summary>
    /// <param name="streams">Where to.</param>
    /// <param name="message">The message; names in it come from outside. Of line feeds only those of the notation's errors are left by now.</param>
    public static void Write(Streams streams, string message) => WriteText(streams, Prefix + Bounded(Clean(message)) + "\n");

    /// <summary>A message in the length that a line may have: of a longer one the middle is left out.</summary>
    public static string Bounded(string message)
    {
        if (message.Length <= Longest)
        {
            return message;
        }

        // An error of the notation shows the place in two lines more.
        int end = message.IndexOf('\n', StringComparison.Ordinal);
        string rest = end < 0 ? "" : message[end..];
        string line = end < 0 ? message : message[..end];
        int room = Longest - rest.Length;
        return room > 2 * KeptEnd ? Cut(line, room, KeptEnd) + rest : Cut(message, Longest, KeptEnd);
    }

    /// <summary>Writes the error as a document on standard output, for a command that was to print one.</summary>
    public static void WriteJson(Stream output, Failure failure, string? file)
    {
        try
        {
            JsonAnswer.Document(output, json =>
            {
                json.WriteStartDocument();
                json.WriteText("error", failure.Message);
                json.WriteText("file", file);
                json.WriteNumber("exit", failure.Exit);
                json.WriteEndObject();
            });
        }
        catch (IOException)
        {
            // Standard output is closed or full: standard error has the message.
        }
    }

    /// <summary>Writes text as it stands.</summary>
    public static void WriteText(Streams streams, string text)
    {
        try
        {
            Stream error = streams.Error();
            error.Write(Encoding.UTF8.GetBytes(text));
            error.Flush();
        }
        catch (IOException)
        {
            // Standard error is closed or full: there is nowhere left to say so, and the exit status still tells.
        }
    }

    private static string Clean(string message) => message.Contains('\n', StringComparison.Ordinal)
        ? string.Join('\n', message.Split('\n').Select(VisibleText.Of))
        : VisibleText.Of(message);

    private static string Cut(string text, int length, int keptEnd)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int first = OffPair(text, length - keptEnd - 1);
        int second = OffPair(text, text.Length - keptEnd);
        return $"{text.AsSpan(0, first)}…{text.AsSpan(second)}";
    }

    private static int OffPair(string text, int index) => char.IsLowSurrogate(text[index]) ? index + 1 : index;
}
