namespace MmapTool.Notation;

internal sealed partial class Tokenizer
{
    private const string Suffixes = "k M G T Ki Mi Gi Ti";

    /// <summary>Whether an integer is next.</summary>
    public bool IsAtInteger() => char.IsAsciiDigit(Peek()) || (Peek() == '-' && char.IsAsciiDigit(PeekBehind(1)));

    /// <summary>Reads an integer of 64 bits: <c>[-](decimal | 0x… | 0b…)[suffix]</c>, with <c>_</c> between digits.</summary>
    /// <param name="expected">The tokens that could have stood here, for the error.</param>
    public long Integer(string expected = "an integer")
    {
        if (!IsAtInteger())
        {
            throw Expected(expected);
        }

        int start = Position;
        bool negative = Text[Position] == '-';
        Position += negative ? 1 : 0;
        int radix = PeekBehind(0) != '0' ? 10 : (PeekBehind(1) | 0x20) switch { 'x' => 16, 'b' => 2, _ => 10 };
        if (radix == 10 && PeekBehind(0) == '0' && (char.IsAsciiDigit(PeekBehind(1)) || PeekBehind(1) == '_'))
        {
            // As in Python and JSON: a user who writes 010 or 00000200 may mean octal or hexadecimal.
            throw Error(start, "a decimal number has no leading zeros; write hexadecimal as 0x…");
        }

        Position += radix == 10 ? 0 : 2;

        // One more than the largest positive number is the smallest negative one.
        UInt128 limit = (UInt128)long.MaxValue + (negative ? 1u : 0u);
        UInt128 value = Digits(radix, start, limit) * Suffix();
        if (value > limit)
        {
            throw TooLarge(start);
        }

        return negative ? (long)-(Int128)value : (long)value;
    }

    /// <summary>Reads an integer that can't be negative.</summary>
    /// <param name="what">The name of the integer, for the error.</param>
    public long NonNegative(string what)
    {
        _ = AtEnd;
        int start = Position;
        long value = Integer(what);
        return value >= 0 ? value : throw Error(start, $"{what} can't be negative");
    }

    private UInt128 Digits(int radix, int start, UInt128 limit)
    {
        UInt128 value = 0;
        int digits = 0;
        for (; Position < Text.Length; Position++)
        {
            char character = Text[Position];
            if (character == '_' && digits > 0 && IsDigit(PeekBehind(1), radix) && Text[Position - 1] != '_')
            {
                continue;
            }

            if (!IsDigit(character, radix))
            {
                break;
            }

            value = (value * (uint)radix) + (uint)(char.IsAsciiDigit(character) ? character - '0' : (character | 0x20) - 'a' + 10);
            digits++;
            if (value > limit)
            {
                throw TooLarge(start);
            }
        }

        return digits > 0 ? value : throw Error(Position, radix == 16 ? "expected hexadecimal digits after 0x" : "expected the digits 0 and 1 after 0b");
    }

    private ulong Suffix()
    {
        int start = Position;
        ReadOnlySpan<char> suffix = Text.AsSpan(start, WordEnd() - start);
        ulong? factor = suffix switch
        {
            "" => 1,
            "k" => 1_000,
            "M" => 1_000_000,
            "G" => 1_000_000_000,
            "T" => 1_000_000_000_000,
            "Ki" => 1UL << 10,
            "Mi" => 1UL << 20,
            "Gi" => 1UL << 30,
            "Ti" => 1UL << 40,
            _ => null,
        };
        Position += suffix.Length;
        return factor ?? throw Error(start, suffix switch
        {
            "K" => "K is ambiguous: write k for 1000 or Ki for 1024",
            _ when suffix[0] == '_' => "an underscore stands between two digits",
            _ when suffix.EndsWith("B", StringComparison.OrdinalIgnoreCase) => $"a number ends with its digits or a suffix ({Suffixes}) without a B",
            _ => $"a number ends with its digits or a suffix ({Suffixes}), not with '{Shortened(suffix)}'",
        });
    }

    private int WordEnd()
    {
        int end = Position;
        while (end < Text.Length && IsWordPart(Text[end]))
        {
            end++;
        }

        return end;
    }

    private Errors.NotationException TooLarge(int start) => Error(start, "the number does not fit into 64 bits");

    private static bool IsDigit(char character, int radix) => radix switch
    {
        16 => char.IsAsciiHexDigit(character),
        2 => character is '0' or '1',
        _ => char.IsAsciiDigit(character),
    };

    private static string Shortened(ReadOnlySpan<char> text) => text.Length <= LongestFound ? text.ToString() : $"{text[..LongestFound]}…";
}
