using System.Globalization;
using System.Text.Json;

namespace MmapTool.Notation;

/// <summary>Numbers: real ones, imaginary ones, both; in JSON's spelling, Python's, or that of views.</summary>
internal sealed partial class ValueReader
{
    private void Number(int place)
    {
        if (!IsNumberNext() && _tokenizer.PeekBehind(0) != '-')
        {
            _tokenizer.Position = place;
            throw _tokenizer.ExpectedValue(_expected);
        }

        (ReadNumber() ?? throw _tokenizer.ExpectedValue(_expected)).Write(_writer);
    }

    private bool IsNumberNext()
    {
        _ = Place();
        int sign = _tokenizer.PeekBehind(0) == '-' ? 1 : 0;
        return char.IsAsciiDigit(_tokenizer.PeekBehind(sign)) || Special(sign) is not null;
    }

    // Python's spellings of values without digits, and JSON's strings for these without their quotes.
    private string? Special(int distance)
    {
        ReadOnlySpan<char> rest = _tokenizer.Text.AsSpan(Math.Min(_tokenizer.Position + distance, _tokenizer.Text.Length));
        foreach (string name in (ReadOnlySpan<string>)["nan", "NaN", "inf", "Inf", "Infinity"])
        {
            // nanj is the imaginary part of a complex number.
            if (rest.StartsWith(name, StringComparison.Ordinal)
                && (rest.Length == name.Length || !Tokenizer.IsWordPart(rest[name.Length]) || (rest[name.Length] == 'j' && (rest.Length == name.Length + 1 || !Tokenizer.IsWordPart(rest[name.Length + 1])))))
            {
                return name;
            }
        }

        return null;
    }

    // A real number, an imaginary one (2j), or both (1+2j, 1e5-infj); null where a part is no number.
    private WrittenNumber? ReadNumber()
    {
        string real = Part();
        if (TakeUnit())
        {
            return new("0", real);
        }

        char sign = _tokenizer.PeekBehind(0);
        if (sign is not ('+' or '-'))
        {
            return new(real, null);
        }

        int back = _tokenizer.Position;
        _tokenizer.Position++;
        if (!char.IsAsciiDigit(_tokenizer.PeekBehind(0)) && Special(0) is null)
        {
            _tokenizer.Position = back;
            return new(real, null);
        }

        string imaginary = Part();
        if (!TakeUnit())
        {
            _tokenizer.Position = back;
            return new(real, null);
        }

        return new(real, sign == '-' ? WrittenNumber.Negative(imaginary) : imaginary);
    }

    private bool TakeUnit()
    {
        if (_tokenizer.PeekBehind(0) != 'j' || Tokenizer.IsWordPart(_tokenizer.PeekBehind(1)))
        {
            return false;
        }

        _tokenizer.Position++;
        return true;
    }

    // The JSON of one part: a number as it is written, an integer of the notation in decimal, or the string of a NaN or an infinity.
    private string Part()
    {
        int start = _tokenizer.Position;
        int sign = _tokenizer.PeekBehind(0) == '-' ? 1 : 0;
        if (Special(sign) is { } special)
        {
            _tokenizer.Position += sign + special.Length;
            return special is "nan" or "NaN" ? "\"NaN\"" : sign == 1 ? "\"-Infinity\"" : "\"Infinity\"";
        }

        string text = _tokenizer.Text;
        int end = start + 1;
        while (end < text.Length && (Tokenizer.IsWordPart(text[end]) || text[end] == '.' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' && !IsHexadecimal(start))))
        {
            end++;
        }

        // The j of an imaginary part is neither a digit nor a suffix.
        int number = end > start + 1 && text[end - 1] == 'j' ? end - 1 : end;
        if (JsonLiteral.IsNumber(text.AsSpan(start, number - start)))
        {
            _tokenizer.Position = number;
            return text[start..number];
        }

        if (text.AsSpan(start, end - start).Contains('.') || !_tokenizer.IsAtInteger())
        {
            throw _tokenizer.Error(start, "expected a number as JSON writes it, such as -1.5 or 2e10, or an integer such as 0x1F or 4Ki");
        }

        return _tokenizer.Integer().ToString(CultureInfo.InvariantCulture);
    }

    private bool IsHexadecimal(int start)
    {
        int digits = _tokenizer.Text[start] == '-' ? start + 1 : start;
        return _tokenizer.Text.AsSpan(digits).StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A number as JSON texts of its parts.</summary>
    private readonly record struct WrittenNumber(string Real, string? Imaginary)
    {
        public static string Negative(string part) => part switch
        {
            "\"NaN\"" => part,
            "\"Infinity\"" => "\"-Infinity\"",
            _ => "-" + part,
        };

        // Both parts of a complex number are floats, as in Python, which prints them without a point: they are rounded as decimals are, not refused as integers.
        private static string AsFloat(string part) => part.AsSpan().ContainsAny('.', 'e', '"') || part.Contains('E') ? part : part + ".0";

        public void Write(Utf8JsonWriter writer)
        {
            if (Imaginary is null && Real[0] != '"')
            {
                writer.WriteRawValue(Real, skipInputValidation: true);
                return;
            }

            if (Imaginary is null)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(ValueMark.Special);
                writer.WriteRawValue(Real, skipInputValidation: true);
                writer.WriteEndObject();
                return;
            }

            writer.WriteStartObject();
            writer.WriteStartArray(ValueMark.Complex);
            writer.WriteRawValue(AsFloat(Real), skipInputValidation: true);
            writer.WriteRawValue(AsFloat(Imaginary!), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
