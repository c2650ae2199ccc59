using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MmapTool.Formats.Npy;

/// <summary>
/// Reads a Python literal: strings, integers, True and False, tuples, lists and dictionaries.
/// </summary>
/// <remarks>
/// Our own, because npy headers are Python source and no .NET package reads that without running it; JSON's readers refuse
/// single quotes, tuples and trailing commas. NumPy uses <c>ast.literal_eval</c>; this is the part of it that headers need, with
/// a bound on depth so that a hostile header can't exhaust the stack.
/// </remarks>
internal sealed class PythonLiteralReader
{
    private const int MaximumDepth = 64;
    private readonly HeaderText _header;
    private readonly string _text;
    private int _position;
    private int _depth;

    private readonly bool _longSuffixes;

    private PythonLiteralReader(HeaderText header, bool longSuffixes) => (_header, _text, _longSuffixes) = (header, header.Text, longSuffixes);

    /// <summary>The one literal that the text holds, with white space around it.</summary>
    /// <exception cref="Errors.ContainerException">The text is something else.</exception>
    /// <param name="header">The text.</param>
    /// <param name="longSuffixes">Whether integers may end in an L, as Python 2 wrote them: NumPy allows it before version 3.0.</param>
    public static PythonLiteral Read(HeaderText header, bool longSuffixes = true)
    {
        PythonLiteralReader reader = new(header, longSuffixes);
        PythonLiteral literal = reader.Literal();
        reader.SkipSpace();
        return reader._position == reader._text.Length ? literal : throw reader.Error("there is something behind the header's dictionary");
    }

    private PythonLiteral Literal()
    {
        if (++_depth > MaximumDepth)
        {
            throw Error($"the header is nested more than {MaximumDepth} deep");
        }

        SkipSpace();
        char next = Peek();
        PythonLiteral literal = next switch
        {
            '{' => Dictionary(),
            '(' => Sequence(')'),
            '[' => Sequence(']'),
            '\'' or '"' => String(_position),
            'u' or 'U' when _position + 1 < _text.Length && _text[_position + 1] is '\'' or '"' => UnicodeString(),
            '-' or (>= '0' and <= '9') => Integer(),
            _ => Word(),
        };
        _depth--;
        return literal;
    }

    private PythonDictionary Dictionary()
    {
        int start = _position++;
        ImmutableArray<(PythonLiteral, PythonLiteral)>.Builder entries = ImmutableArray.CreateBuilder<(PythonLiteral, PythonLiteral)>();
        while (!Close('}'))
        {
            PythonLiteral key = Literal();
            SkipSpace();
            if (Peek() != ':')
            {
                throw Error("expected ':' behind a key of the header");
            }

            _position++;
            entries.Add((key, Literal()));
            Separator('}');
        }

        return new PythonDictionary(entries.ToImmutable(), start, _position);
    }

    private PythonLiteral Sequence(char close)
    {
        int start = _position++;
        bool comma = false;
        ImmutableArray<PythonLiteral>.Builder items = ImmutableArray.CreateBuilder<PythonLiteral>();
        while (!Close(close))
        {
            items.Add(Literal());
            comma |= Separator(close);
        }

        // (x) is x in brackets; a tuple of one is (x,).
        return close == ')' && items.Count == 1 && !comma ? items[0] : new PythonSequence(items.ToImmutable(), close == ')', start, _position);
    }

    private bool Close(char close)
    {
        SkipSpace();
        if (Peek() != close)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool Separator(char close)
    {
        SkipSpace();
        if (Peek() == ',')
        {
            _position++;
            return true;
        }

        return Peek() == close ? false : throw Error($"expected ',' or '{close}'");
    }

    private PythonString UnicodeString()
    {
        int start = _position++;
        return String(start);
    }

    private PythonString String(int start)
    {
        char quote = _text[_position++];
        StringBuilder value = new();
        while (Peek() is var next && next != quote)
        {
            if (next is '\n' or '\r')
            {
                throw Error("a string of the header does not end on its line");
            }

            _position++;
            if (next == '\\')
            {
                Escape(value);
            }
            else
            {
                value.Append(next);
            }
        }

        _position++;
        return new PythonString(value.ToString(), start, _position);
    }

    private void Escape(StringBuilder value)
    {
        char escaped = Peek();
        _position++;
        switch (escaped)
        {
            case '\\' or '\'' or '"':
                value.Append(escaped);
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'x':
                value.Append((char)Hex(2));
                break;
            case 'u':
                value.Append((char)Hex(4));
                break;
            case 'U' when Hex(8) is var code && Rune.IsValid(code):
                value.Append(new Rune(code));
                break;
            default:
                _position--;
                throw Error($"the escape \\{escaped} is not one that Python's repr writes");
        }
    }

    private int Hex(int digits)
    {
        if (_position + digits > _text.Length
            || !int.TryParse(_text.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code < 0)
        {
            throw Error($"expected {digits} hexadecimal digits");
        }

        _position += digits;
        return code;
    }

    private PythonInteger Integer()
    {
        int start = _position++;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }

        // Python has no integers like 03.
        ReadOnlySpan<char> digits = _text.AsSpan(start, _position - start).TrimStart('-');
        bool padded = digits.Length > 1 && digits[0] == '0' && digits.ContainsAnyExcept('0');
        if (padded || !long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            _position = start;
            throw Error("expected an integer of at most 64 bits");
        }

        // Python 2 wrote its long integers with an L.
        if (_longSuffixes && _position < _text.Length && _text[_position] == 'L')
        {
            _position++;
        }

        return new PythonInteger(value, start, _position);
    }

    private PythonBoolean Word()
    {
        int start = _position;
        foreach (string word in (ReadOnlySpan<string>)["True", "False"])
        {
            if (_text.AsSpan(start).StartsWith(word, StringComparison.Ordinal))
            {
                _position += word.Length;
                return new PythonBoolean(word == "True", start, _position);
            }
        }

        throw Error("expected a string, an integer, True, False, a tuple, a list or a dictionary");
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\n' or '\r' or '\f')
        {
            _position++;
        }
    }

    private char Peek() => _position < _text.Length ? _text[_position] : throw Error("the header ends too soon");

    private Errors.ContainerException Error(string reason) => _header.Error(_position, reason);
}
