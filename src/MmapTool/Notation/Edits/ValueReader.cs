using System.Buffers;
using System.Text.Json;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>
/// Reads a value: JSON, or as Python and <c>show</c> print one, inside arrays too. Python's are <c>True</c>, <c>b'ab'</c>, <c>(1, 2.0)</c>, <c>(1+2j)</c>,
/// <c>nan</c>, <c>-inf</c>, <c>NaT</c>, <c>'text'</c>. There are also integers such as <c>0x55aa</c> and <c>4Ki</c>, and text of UTF-16, <c>u"…"</c>.
/// </summary>
/// <remarks>The result is JSON: a tuple is an array, a NaN the string "NaN"; <see cref="ValueMark"/> has those that JSON can't spell.</remarks>
internal sealed partial class ValueReader : IDisposable
{
    // Deeper than any view has dimensions and any record nests: bounds the stack.
    private const int MaximumDepth = 256;

    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true };

    private readonly Tokenizer _tokenizer;
    private readonly string _expected;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    private ValueReader(Tokenizer tokenizer, string expected)
    {
        _tokenizer = tokenizer;
        _expected = expected;
        _writer = new(_buffer, WriterOptions);
    }

    /// <summary>Whether the next token begins like a value.</summary>
    public static bool IsNext(Tokenizer tokenizer) =>
        tokenizer.IsAtString || tokenizer.Peek() is '[' or '{' or '(' or '-' || char.IsAsciiLetterOrDigit(tokenizer.Peek());

    /// <summary>Reads a value up to its end.</summary>
    /// <param name="tokenizer">Stands before the value.</param>
    /// <param name="expected">The tokens that could have stood here, for the error.</param>
    /// <exception cref="NotationException">The text is no value.</exception>
    public static JsonElement Read(Tokenizer tokenizer, string expected)
    {
        int start = tokenizer.Position;
        NotationException? strict = null;
        if (tokenizer.Peek() is '[' or '{' or '"')
        {
            // Large arrays are usually JSON, and the platform's reader is fastest at that.
            try
            {
                return JsonLiteral.ReadValue(tokenizer);
            }
            catch (NotationException exception)
            {
                strict = exception;
                tokenizer.Position = start;
            }
        }

        try
        {
            using ValueReader reader = new(tokenizer, expected);
            reader.Value(0);
            reader._writer.Flush();
            return JsonElement.Parse(reader._buffer.WrittenSpan, JsonLiteral.DocumentOptions);
        }
        catch (NotationException exception) when (strict is not null && exception.Position <= strict.Position)
        {
            // JSON's reader came as far or further, so its error is the better one.
            throw strict;
        }
        catch (JsonException exception)
        {
            throw tokenizer.Error(start, $"the value is no JSON: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Value(int depth)
    {
        int place = Place();
        if (depth > MaximumDepth)
        {
            throw _tokenizer.Error(place, $"values nest at most {MaximumDepth} deep");
        }

        char first = _tokenizer.Peek();
        char second = _tokenizer.PeekBehind(1);
        if (_tokenizer.IsAtString)
        {
            _writer.WriteStringValue(_tokenizer.QuotedString());
        }
        else if (first is 'b' or 'u' && second is '"' or '\'')
        {
            Prefixed(first);
        }
        else if (first == '[')
        {
            List('[', ']', depth);
        }
        else if (first == '(')
        {
            Parenthesis(depth);
        }
        else if (first == '{')
        {
            Object(depth);
        }
        else if (char.IsAsciiLetter(first))
        {
            Word(place);
        }
        else
        {
            Number(place);
        }
    }

    private void List(char open, char close, int depth)
    {
        _tokenizer.Take(open);
        _writer.WriteStartArray();
        while (_tokenizer.Peek() != close)
        {
            Value(depth + 1);
            if (!_tokenizer.TryTake(','))
            {
                break;
            }

            // As Python writes a tuple of one, (5,); a list ends with a value, as in JSON.
            if (close == ']' && _tokenizer.Peek() == close)
            {
                throw _tokenizer.Expected("a value behind ','");
            }
        }

        _tokenizer.Take(close, $"',' or '{close}'");
        _writer.WriteEndArray();
    }

    // (1, 2.0) and (1,) are records, () is one without fields, (1+2j) is a number in brackets.
    private void Parenthesis(int depth)
    {
        int start = _tokenizer.Position;
        _tokenizer.Take('(');
        if (IsNumberNext() && ReadNumber() is { } number && _tokenizer.TryTake(')'))
        {
            number.Write(_writer);
            return;
        }

        _tokenizer.Position = start;
        List('(', ')', depth);
    }

    private void Object(int depth)
    {
        _tokenizer.Take('{');
        _writer.WriteStartObject();
        while (_tokenizer.Peek() != '}')
        {
            if (!_tokenizer.IsAtString)
            {
                throw _tokenizer.Expected("a field's name in quotes, or '}'");
            }

            _writer.WritePropertyName(_tokenizer.QuotedString());
            _tokenizer.Take(':', "':' and the field's value");
            Value(depth + 1);
            if (!_tokenizer.TryTake(','))
            {
                break;
            }
        }

        _tokenizer.Take('}', "',' or '}'");
        _writer.WriteEndObject();
    }

    private void Prefixed(char prefix)
    {
        _tokenizer.Position++;
        _writer.WriteStartObject();
        if (prefix == 'b')
        {
            _writer.WriteString(ValueMark.Bytes, _tokenizer.PythonBytes());
        }
        else
        {
            _writer.WriteString(ValueMark.Utf16, _tokenizer.QuotedString());
        }

        _writer.WriteEndObject();
    }

    private void Word(int place)
    {
        int start = _tokenizer.Position;
        switch (_tokenizer.Word())
        {
            case "true" or "True":
                _writer.WriteBooleanValue(true);
                break;
            case "false" or "False":
                _writer.WriteBooleanValue(false);
                break;
            case "NaT":
                _writer.WriteStartObject();
                _writer.WriteString(ValueMark.Special, "NaT");
                _writer.WriteEndObject();
                break;
            case "null" or "None":
                throw _tokenizer.Error(place, "null is no value that an element can have");
            default:
                _tokenizer.Position = start;
                Number(place);
                break;
        }
    }

    private int Place()
    {
        _ = _tokenizer.AtEnd;
        return _tokenizer.Position;
    }
}
