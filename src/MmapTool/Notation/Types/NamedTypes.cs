using MmapTool.Elements;
using MmapTool.Notation.Records;

namespace MmapTool.Notation;

/// <summary>Reads names where an element type or the start of a view may stand.</summary>
internal static class NamedTypes
{
    // The fields that names bring into one text, so that records of records of records stay small however little text makes them.
    private const long MaximumFields = 1 << 16;

    /// <summary>
    /// The element type that the word just read names; <see langword="null"/> where it names none. A built-in name goes on behind the word, with a dot.
    /// </summary>
    /// <param name="tokenizer">Stands behind the word.</param>
    /// <param name="place">Where the word begins.</param>
    /// <param name="prefix">The prefix that stood before it; NUL for none.</param>
    /// <param name="depth">How deep in records it stands.</param>
    /// <param name="deepest">How deep records may nest.</param>
    public static ElementType? Find(Tokenizer tokenizer, int place, char prefix, int depth, int deepest)
    {
        string word = tokenizer.Text[place..tokenizer.Position];
        NamedView? named = tokenizer.Names.Find(word) ?? BuiltIn(tokenizer, place, ref word);
        if (named is null)
        {
            return null;
        }

        if (named.ElementType is not { } type)
        {
            throw tokenizer.Error(place, $"'{word}' is a view, {Shortened(named.View)}, and an element type is needed here");
        }

        if (prefix != '\0')
        {
            throw tokenizer.Error(place - 1, $"'{word}' has its byte order already: leave '{prefix}' out");
        }

        if (depth + named.Depth > deepest)
        {
            throw tokenizer.Error(place, $"records nest at most {deepest} deep");
        }

        tokenizer.NamedFields += named.Fields;
        return tokenizer.NamedFields <= MaximumFields
            ? type
            : throw tokenizer.Error(place, $"the names of one text bring at most {MaximumFields} fields into it");
    }

    /// <summary>Reads a name of a view that is no mere element type; <see langword="null"/> where none is next, and nothing has been read.</summary>
    public static ViewExpression? TryView(Tokenizer tokenizer)
    {
        _ = tokenizer.AtEnd;
        int start = tokenizer.Position;
        ReadOnlySpan<char> word = tokenizer.Word();
        if (tokenizer.Names.Find(word) is not { ElementType: null } named)
        {
            tokenizer.Position = start;
            return null;
        }

        return tokenizer.Peek() is '(' or '@'
            ? throw tokenizer.Error(
                tokenizer.Position,
                $"'{word}' is a view, {Shortened(named.View)}: dimensions and a place follow an element type only; a view takes .cast(dtype,dims), .reshape(dims) and indices")
            : named.View;
    }

    private static NamedView? BuiltIn(Tokenizer tokenizer, int place, ref string word)
    {
        if (tokenizer.PeekBehind(0) != '.' || !BuiltInRecords.IsFamily(word))
        {
            return null;
        }

        string family = word;
        tokenizer.Position++;
        word = $"{family}.{tokenizer.Word()}";
        return BuiltInRecords.Find(word)?.Named ?? throw tokenizer.Error(
            place, $"there is no built-in record {word}: there are {string.Join(", ", BuiltInRecords.Names.Where(name => name.StartsWith(family + ".", StringComparison.Ordinal)))}");
    }

    private static string Shortened(ViewExpression view)
    {
        const int Longest = 60;
        string text = view.ToString();
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }
}
