using System.Text;

namespace MmapTool.Cli.Output;

/// <summary>Lines on standard error.</summary>
internal static class ErrorLine
{
    /// <summary>Writes <c>mmaptool: message</c>.</summary>
    public static void Write(Streams streams, string message) => WriteText(streams, $"mmaptool: {message}\n");

    /// <summary>Writes the error as a document on standard output, for a command that was to print one.</summary>
    public static void WriteJson(Stream output, Failure failure, string? file)
    {
        try
        {
            JsonText.Document(output, json =>
            {
                json.WriteStartDocument();
                json.WriteString("error", failure.Message);
                json.WriteString("file", file);
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
}
