using System.Buffers;
using System.Collections.Immutable;

namespace MmapTool.Notation;

internal sealed partial class Tokenizer
{
    // What ends the run of characters that stand for themselves in a JSON string.
    private static readonly SearchValues<char> Quotables =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    /// <summary>Reads a string in double quotes, by JSON's rules.</summary>
    public string QuotedString()
    {
        Take('"', "a string in double quotes");
        int start = Position - 1;
        int plain = Text.AsSpan(Position).IndexOfAny(Quotables);
        if (plain >= 0 && Text[Position + plain] == '"')
        {
            Position += plain + 1;
            return Text.Substring(start + 1, plain);
        }

        Position = EndOfString(start);
        return JsonLiteral.ReadString(this, start, Position);
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
            switch (Text[index])
            {
                case '"':
                    return index + 1;
                case '\\':
                    index++;
                    break;
                case < ' ':
                    throw Error(index, "a control character in a string is written as an escape, such as \\n or \\u001f");
            }
        }

        throw Error(start, "the string has no closing '\"'");
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
            throw Error(start, "the byte string has no closing '\"'");
        }

        if (Text[Position] != '"')
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
