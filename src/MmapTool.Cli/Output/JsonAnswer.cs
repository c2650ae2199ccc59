using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using MmapTool.Errors;

namespace MmapTool.Cli.Output;

/// <summary>JSON documents: one line, with nothing escaped that need not be.</summary>
internal static class JsonAnswer
{
    /// <summary>Each document that is an object begins with this number; it is raised when a name in a document changes its meaning or goes.</summary>
    public const string Schema = "\"schema\":1";

    private const int SchemaVersion = 1;

    /// <summary>A writer.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> to) =>
        new(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Writes one document and a line feed.</summary>
    public static void Document(Stream stream, Action<Utf8JsonWriter> write)
    {
        TextOutput text = new(stream);
        using (Utf8JsonWriter json = Writer(text))
        {
            write(json);
        }

        text.Line();
        text.Flush();
    }

    /// <summary>Begins a document that is an object: with the version of what the names in it mean.</summary>
    public static void WriteStartDocument(this Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", SchemaVersion);
    }

    /// <summary>A text under a name, which is one of ours; <see langword="null"/> for none.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? text)
    {
        json.WritePropertyName(name);
        json.WriteText(text);
    }

    /// <summary>A text from wherever, with escapes for what is no character or would not be seen (<see cref="VisibleText.Quoted"/>).</summary>
    public static void WriteText(this Utf8JsonWriter json, string? text)
    {
        if (text is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(VisibleText.Quoted(text), skipInputValidation: true);
        }
    }

    /// <summary>Numbers as an array.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, ImmutableArray<long> numbers)
    {
        json.WriteStartArray(name);

        // By index: the enumerator over long would have to be compiled when the process starts.
        for (int index = 0; index < numbers.Length; index++)
        {
            json.WriteNumberValue(numbers[index]);
        }

        json.WriteEndArray();
    }

    /// <summary>Texts as an array.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteText(text);
        }

        json.WriteEndArray();
    }
}
