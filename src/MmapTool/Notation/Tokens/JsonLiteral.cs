using System.Text;
using System.Text.Json;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>JSON inside the notation's texts: read by System.Text.Json from its place, its errors moved to the caret.</summary>
internal static class JsonLiteral
{
    // Deeper than any view has dimensions and any record nests; System.Text.Json needs no stack for it.
    private const int MaximumDepth = 256;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaximumDepth };

    /// <summary>How values are parsed: deep enough for any view, no field twice.</summary>
    internal static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaximumDepth, AllowDuplicateProperties = false };

    /// <summary>The string whose literal, quotes and all, runs from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static string ReadString(Tokenizer tokenizer, int start, int end)
    {
        string text = tokenizer.Text[start..end];
        byte[] utf8 = Encoding.UTF8.GetBytes(text[0] == '"' && !text.Contains('\\') ? text : InDoubleQuotes(text));
        try
        {
            Utf8JsonReader reader = new(utf8, ReaderOptions);
            reader.Read();
            return reader.GetString()!;
        }
        catch (JsonException exception)
        {
            // The rewritten literal may be longer than the text.
            throw Moved(tokenizer, start, utf8, exception, end - 1);
        }
        catch (InvalidOperationException)
        {
            throw HalfPair(tokenizer, start);
        }
    }

    /// <summary>The name of a file whose literal this is: a string in which halves of surrogate pairs stand for bytes that are no UTF-8.</summary>
    public static string ReadPath(Tokenizer tokenizer, int start, string literal) => VisibleText.Unquoted(literal.AsSpan()[1..^1], out int wrong)
        ?? throw tokenizer.Error(start + 1 + wrong, "the path has a backslash that begins none of JSON's escapes; a backslash itself is written twice");

    /// <summary>Reads the value that starts at the tokenizer's position and ends where JSON says it ends.</summary>
    public static JsonElement ReadValue(Tokenizer tokenizer)
    {
        int start = tokenizer.Position;
        byte[] utf8 = Encoding.UTF8.GetBytes(tokenizer.Text, start, tokenizer.Text.Length - start);
        try
        {
            int length = Measure(tokenizer, start, utf8);
            JsonElement value = JsonElement.Parse(utf8.AsSpan(0, length), DocumentOptions);
            tokenizer.Position = start + Encoding.UTF8.GetCharCount(utf8, 0, length);
            tokenizer.RefuseBytes(start, tokenizer.Position);
            return value;
        }
        catch (JsonException exception)
        {
            throw Moved(tokenizer, start, utf8, exception, tokenizer.Text.Length);
        }
    }

    /// <summary>Whether a text is a number as JSON writes it.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = text.Length <= 256 ? stackalloc byte[text.Length] : new byte[text.Length];
        return Encoding.ASCII.TryGetBytes(text, utf8, out int length) && IsNumber(utf8[..length]);
    }

    // The same string as JSON has it: a double quote gets a backslash, a single quote loses its own, and Python's \x1f and \U0001f600 become JSON's \u.
    private static string InDoubleQuotes(string text)
    {
        bool isSingle = text[0] == '\'';
        StringBuilder json = new("\"");
        for (int index = 1; index < text.Length - 1; index++)
        {
            if (text[index] != '\\')
            {
                json.Append(text[index] == '"' ? "\\\"" : text[index]);
                continue;
            }

            char escape = text[++index];
            int digits = escape switch { 'x' => 2, 'U' => 8, _ => 0 };
            if (digits > 0 && index + digits < text.Length - 1 && TryCodePoint(text.AsSpan(index + 1, digits), out string? units))
            {
                json.Append(units);
                index += digits;
            }
            else
            {
                _ = escape == '\'' && isSingle ? json.Append('\'') : json.Append('\\').Append(escape);
            }
        }

        return json.Append('"').ToString();
    }

    // As JSON's escapes of UTF-16 code units.
    private static bool TryCodePoint(ReadOnlySpan<char> digits, out string? units)
    {
        units = null;
        if (!uint.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out uint point) || point > 0x10_FFFF)
        {
            return false;
        }

        units = point < 0x1_0000 ? $"\\u{point:x4}" : string.Concat(char.ConvertFromUtf32((int)point).Select(unit => $"\\u{(int)unit:x4}"));
        return true;
    }

    // JSON: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?, told here without the cost of an exception for what is no number.
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        int position = 0;
        Skip(text, (byte)'-');
        int whole = position;
        if (!Digits(text) || (text[whole] == '0' && position - whole > 1))
        {
            return false;
        }

        if (Skip(text, (byte)'.') && !Digits(text))
        {
            return false;
        }

        if (Skip(text, (byte)'e') || Skip(text, (byte)'E'))
        {
            _ = Skip(text, (byte)'+') || Skip(text, (byte)'-');
            if (!Digits(text))
            {
                return false;
            }
        }

        return position == text.Length;

        bool Skip(ReadOnlySpan<byte> text, byte character)
        {
            bool there = position < text.Length && text[position] == character;
            position += there ? 1 : 0;
            return there;
        }

        bool Digits(ReadOnlySpan<byte> text)
        {
            int first = position;
            while (position < text.Length && char.IsAsciiDigit((char)text[position]))
            {
                position++;
            }

            return position > first;
        }
    }

    // Walks one value, refuses in it what no element can be, and gives its length in bytes.
    private static int Measure(Tokenizer tokenizer, int start, byte[] utf8)
    {
        Utf8JsonReader reader = new(utf8, ReaderOptions);
        do
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                throw tokenizer.Error(Place(start, utf8, reader.TokenStartIndex), "null is no value that an element can have");
            }

            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RefuseHalfPairs(tokenizer, start, utf8, ref reader);
            }
        }
        while (reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject);

        return (int)reader.BytesConsumed;
    }

    private static void RefuseHalfPairs(Tokenizer tokenizer, int start, byte[] utf8, ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw HalfPair(tokenizer, Place(start, utf8, reader.TokenStartIndex));
        }
    }

    private static NotationException HalfPair(Tokenizer tokenizer, int position) =>
        tokenizer.Error(position, "half a surrogate pair in the string is no character");

    private static int Place(int start, byte[] utf8, long bytes) =>
        start + Encoding.UTF8.GetCharCount(utf8, 0, (int)Math.Clamp(bytes, 0, utf8.Length));

    // The message of a JsonException ends with its own place, which counts bytes; the caret says it better.
    private static NotationException Moved(Tokenizer tokenizer, int start, byte[] utf8, JsonException exception, int last)
    {
        long place = exception.BytePositionInLine ?? 0;
        int lineStart = 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            lineStart += utf8.AsSpan(lineStart).IndexOf((byte)'\n') + 1;
        }

        string message = exception.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = message.Contains("trailing comma", StringComparison.Ordinal) ? "a comma stands before the end of the list: leave it out"
            : message.Contains("escapable character", StringComparison.Ordinal) ? """a backslash begins no escape here: there are \" \\ \/ \b \f \n \r \t \xHH \uHHHH \UHHHHHHHH"""
            : (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
        return tokenizer.Error(Math.Min(last, Place(start, utf8, lineStart + place)), $"the value is no JSON: {reason}");
    }
}
