using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>
/// The one reader of the notation's texts: words, punctuation, strings, byte strings and integers, with white space between
/// them, and the one way to say what was expected where. The parsers ask for what may come next; nothing is read ahead.
/// </summary>
internal sealed partial class Tokenizer
{
    private const int LongestFound = 24;

    private readonly bool _comments;

    /// <summary>Starts at the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The line of a script that it is, from 1; 0 for a text that stands alone.</param>
    /// <param name="comments">Whether a <c>#</c> between tokens ends the text.</param>
    /// <param name="names">The names that it may use besides the built-in ones.</param>
    public Tokenizer(string text, long line = 0, bool comments = false, ViewNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        Names = names ?? ViewNames.None;
        Line = line;
        _comments = comments;
        RefuseHalfPairs();
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The line of a script that it is, from 1; 0 for a text that stands alone.</summary>
    public long Line { get; }

    /// <summary>The names that the text may use besides the built-in ones.</summary>
    public ViewNames Names { get; set; }

    /// <summary>The fields that names have brought into the text so far.</summary>
    public long NamedFields { get; set; }

    /// <summary>The next character to read; errors without a place of their own point here.</summary>
    public int Position { get; set; }

    /// <summary>Whether nothing but white space, or a comment, is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return Position == Text.Length || (_comments && Text[Position] == '#');
        }
    }

    /// <summary>The first character of the next token; NUL at the end.</summary>
    public char Peek() => AtEnd ? '\0' : Text[Position];

    /// <summary>The character <paramref name="distance"/> behind the next one, whatever it is; NUL beyond the end.</summary>
    public char PeekBehind(int distance) => Position + distance < Text.Length ? Text[Position + distance] : '\0';

    /// <summary>Whether the next token is this punctuation.</summary>
    public bool IsAt(string punctuation) => !AtEnd && string.CompareOrdinal(Text, Position, punctuation, 0, punctuation.Length) == 0;

    /// <summary>Reads a punctuation character if it is next.</summary>
    public bool TryTake(char punctuation)
    {
        if (Peek() != punctuation || AtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Reads punctuation of several characters if it is next.</summary>
    public bool TryTake(string punctuation)
    {
        if (!IsAt(punctuation))
        {
            return false;
        }

        Position += punctuation.Length;
        return true;
    }

    /// <summary>Reads a punctuation character that must be next.</summary>
    /// <param name="punctuation">The character.</param>
    /// <param name="expected">The tokens that could have stood here, for the error; the character itself where it is left out.</param>
    public void Take(char punctuation, string? expected = null)
    {
        if (!TryTake(punctuation))
        {
            throw Expected(expected ?? $"'{punctuation}'");
        }
    }

    /// <summary>Reads a word of ASCII letters, digits and underscores; an empty one if none is next.</summary>
    public ReadOnlySpan<char> Word()
    {
        SkipSpace();
        int start = Position;
        while (Position < Text.Length && IsWordPart(Text[Position]))
        {
            Position++;
        }

        return Text.AsSpan(start, Position - start);
    }

    /// <summary>Makes sure that nothing is left.</summary>
    /// <param name="expected">The tokens that could have stood here, for the error.</param>
    public void TakeEnd(string expected)
    {
        if (!AtEnd)
        {
            throw Expected(expected);
        }
    }

    /// <summary>An error at the next token: what was expected, and what was found.</summary>
    public NotationException Expected(string what)
    {
        bool end = AtEnd;
        return Error(Position, $"expected {what}, found {(end ? "the end" : Found())}");
    }

    /// <summary>The same where a value was expected: a word without quotes is told to take some.</summary>
    public NotationException ExpectedValue(string what)
    {
        const int Longest = 40;
        NotationException plain = Expected(what);
        int start = Position;
        string word = Word().ToString();
        Position = start;
        return word.Length == 0 || char.IsAsciiDigit(word[0])
            ? plain
            : Error(start, $"{plain.Reason}; text stands in quotes, \"{(word.Length <= Longest ? word : word[..Longest] + "…")}\"");
    }

    /// <summary>An error at a place.</summary>
    public NotationException Error(int position, string reason) => new(Text, position, reason, Line);

    /// <summary>Whether a character can be part of a word.</summary>
    public static bool IsWordPart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private void SkipSpace()
    {
        while (Position < Text.Length && char.IsWhiteSpace(Text[Position]))
        {
            Position++;
        }
    }

    // Checked once. A half of a pair that stands for a byte is checked later, where it is read, because it may be a part of a file name.
    private void RefuseHalfPairs()
    {
        for (int from = 0; VisibleText.HalfPair(Text.AsSpan(from)) is >= 0 and var half; from += half + 1)
        {
            if (Text[from + half] is < '\uDC80' or > '\uDCFF')
            {
                throw Error(from + half, "half a surrogate pair is no character");
            }
        }
    }

    private string Found()
    {
        int end = Position;
        while (end < Text.Length && end - Position < LongestFound && IsWordPart(Text[end]))
        {
            end++;
        }

        if (end == Position)
        {
            end += Position + 1 < Text.Length && char.IsSurrogatePair(Text[Position], Text[Position + 1]) ? 2 : 1;
        }

        return $"'{Text[Position..end]}'";
    }
}
