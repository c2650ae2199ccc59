using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MmapTool.Errors;

namespace MmapTool.Notation;

internal sealed partial class Tokenizer
{
    // The characters that end a run of those that stand for themselves in a string.
    private static readonly SearchValues<char> Quotables =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\'', '\\']);

    /// <summary>Whether a string in quotes is next.</summary>
    public bool IsAtString => Peek() is '"' or '\'';

    /// <summary>
    /// Reads a string in double or single quotes, with JSON's escapes, and Python's <c>\x1f</c> and <c>\U0001f600</c>. Single quotes are for shells that take double ones away; in them <c>\'</c> is a single quote.
    /// </summary>
    public string QuotedString()
    {
        if (!IsAtString)
        {
            throw Expected("a string in quotes");
        }

        int place = Position;
        string text = Quoted();
        RefuseBytes(place, Position);
        return text;
    }

    /// <summary>
    /// Reads the name of a file in quotes, as <see cref="QuotedString"/> does. But its bytes may be no UTF-8: then they stand as halves of surrogate pairs,
    /// as they are or as escapes (<see cref="VisibleText.Quoted"/>).
    /// </summary>
    public string QuotedPath()
    {
        if (!IsAtString)
        {
            throw Expected("a path in quotes");
        }

        int start = Position;
        int end = EndOfString(start);
        string written = Text[start..end];
        if (VisibleText.HalfPair(written) < 0 && !written.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            return Quoted();
        }

        Position = end;
        return JsonLiteral.ReadPath(this, start, written);
    }

    /// <summary>Refuses bytes that are no UTF-8 in a text that must be one.</summary>
    /// <param name="start">Where the text begins.</param>
    /// <param name="end">Where it ends.</param>
    public void RefuseBytes(int start, int end)
    {
        if (VisibleText.HalfPair(Text.AsSpan(start, end - start)) is >= 0 and var half)
        {
            throw Error(start + half, $"{VisibleText.Of(Text[start + half].ToString())} is no UTF-8, and so no character of a text; bytes are written as in x\"e9\"");
        }
    }

    private string Quoted()
    {

        int start = Position++;
        char quote = Text[start];
        int plain = Text.AsSpan(Position).IndexOfAny(Quotables);
        if (plain >= 0 && Text[Position + plain] == quote)
        {
            Position += plain + 1;
            return Text.Substring(start + 1, plain);
        }

        Position = EndOfString(start);
        return JsonLiteral.ReadString(this, start, Position);
    }

    /// <summary>Reads a string in quotes with Python's escapes of bytes (<c>\x00</c>, <c>\n</c>): every character is a byte, U+0000 to U+00FF.</summary>
    public string PythonBytes()
    {
        int start = Position;
        char quote = Text[Position++];
        StringBuilder bytes = new();
        while (PeekBehind(0) != quote)
        {
            char character = PeekBehind(0);
            if (Position >= Text.Length)
            {
                throw Error(start, $"the string has no closing {quote}");
            }

            if (character is < ' ' or > '~')
            {
                throw Error(Position, "a byte string holds ASCII; any other byte is written \\x00 to \\xff");
            }

            Position++;
            bytes.Append(character == '\\' ? PythonEscape() : character);
        }

        Position++;
        return bytes.ToString();
    }

    private char PythonEscape()
    {
        int start = Position - 1;
        char escape = PeekBehind(0);
        Position++;
        if (escape == 'x')
        {
            if (!byte.TryParse(Text.AsSpan(Position, Math.Min(2, Text.Length - Position)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                || !char.IsAsciiHexDigit(PeekBehind(1)))
            {
                throw Error(start, "expected two hexadecimal digits behind \\x");
            }

            Position += 2;
            return (char)value;
        }

        return escape switch
        {
            '\\' or '\'' or '"' => escape,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '0' when !char.IsAsciiDigit(PeekBehind(0)) => '\0',
            _ => throw Error(start, "a byte string has the escapes \\x00 to \\xff, \\n, \\r, \\t, \\0, \\\\, \\' and \\\""),
        };
    }

    /// <summary>Reads a byte string, <c>x"de ad be ef"</c>: pairs of hexadecimal digits, white space between pairs.</summary>
    public ImmutableArray<byte> HexBytes()
    {
        int start = Position;
        Position += 2;
        ImmutableArray<byte>.Builder bytes = ImmutableArray.CreateBuilder<byte>();
        while (IsAtPair(start))
        {
            bytes.Add((byte)((HexDigit() << 4) | HexDigit()));
        }

        return bytes.DrainToImmutable();
    }

    /// <summary>Reads a byte pattern, <c>x"de ad ?? e?"</c>: a byte string in which a digit may be a question mark, for any digit.</summary>
    /// <returns>The bytes, 0 where any digit does, and which of their bits count.</returns>
    public (ImmutableArray<byte> Bytes, ImmutableArray<byte> Mask) HexPattern()
    {
        int start = Position;
        Position += 2;
        ImmutableArray<byte>.Builder bytes = ImmutableArray.CreateBuilder<byte>();
        ImmutableArray<byte>.Builder mask = ImmutableArray.CreateBuilder<byte>();
        while (IsAtPair(start))
        {
            (int high, int highMask) = PatternDigit();
            (int low, int lowMask) = PatternDigit();
            bytes.Add((byte)((high << 4) | low));
            mask.Add((byte)((highMask << 4) | lowMask));
        }

        return (bytes.DrainToImmutable(), mask.DrainToImmutable());
    }

    /// <summary>Where the string that starts at <paramref name="start"/> ends: one behind its closing quote.</summary>
    private int EndOfString(int start)
    {
        for (int index = start + 1; index < Text.Length; index++)
        {
            char character = Text[index];
            if (character == Text[start])
            {
                return index + 1;
            }

            if (character < ' ')
            {
                throw Error(index, "a control character in a string is written as an escape, such as \\n or \\u001f");
            }

            index += character == '\\' ? 1 : 0;
        }

        throw Error(start, Text[start] == '"' ? "the string has no closing '\"'" : "the string has no closing \"'\"");
    }

    // Moves to the next pair of digits of a byte string, or behind its closing quote.
    private bool IsAtPair(int start)
    {
        while (Position < Text.Length && char.IsWhiteSpace(Text[Position]))
        {
            Position++;
        }

        if (Position == Text.Length)
        {
            throw Error(start, $"the byte string has no closing {Text[start + 1]}");
        }

        if (Text[Position] != Text[start + 1])
        {
            return true;
        }

        Position++;
        return false;
    }

    private (int Value, int Mask) PatternDigit()
    {
        if (PeekBehind(0) != '?')
        {
            return char.IsAsciiHexDigit(PeekBehind(0))
                ? (HexDigit(), 0xF)
                : throw Error(Position, "expected two hexadecimal digits a byte, or '?' for any digit, as in x\"de ad ?? e?\"");
        }

        Position++;
        return (0, 0);
    }

    private int HexDigit()
    {
        char digit = PeekBehind(0);
        if (!char.IsAsciiHexDigit(digit))
        {
            throw digit == '?'
                ? Error(Position, "a byte that is written has no wildcards: '?' is for patterns that are searched")
                : Error(Position, "expected two hexadecimal digits a byte, as in x\"de ad be ef\"");
        }

        Position++;
        return char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
    }
}
