using System.Buffers;
using System.Globalization;
using System.Text;

namespace MmapTool.Errors;

/// <summary>
/// Text from outside, such as names of files, members and fields, made fit to be printed. Characters are spelled as escapes where they would break a line,
/// speak to a terminal, turn the direction of writing, or can't be written at all.
/// </summary>
internal static class VisibleText
{
    // JSON's escapes, and what they stand for.
    private const string Escapes = "\"\\/'bfnrt";
    private const string Escaped = "\"\\/'\b\f\n\r\t";

    // Control characters; the separators of lines and paragraphs; what turns the direction of writing; halves of pairs, which are looked at.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
    [
        .. Range('\0', '\u001F'), .. Range('\u007F', '\u009F'), '\u061C', '\u200E', '\u200F', .. Range('\u2028', '\u202E'), .. Range('\u2066', '\u2069'),
        .. Range('\uD800', '\uDFFF'), '\uFEFF',
    ]);

    /// <summary>
    /// The text with escapes: <c>\n</c>, <c>\x1B</c>, <c>\u202E</c>, and <c>\xE9</c> for a byte of a name that is no UTF-8
    /// (<see cref="Memory.PathText"/>). A backslash stands as it is: this is for eyes, and is not read back.
    /// </summary>
    public static string Of(string text) => text.AsSpan().IndexOfAny(Suspects) < 0 ? text : Of(text.AsSpan()).ToString();

    /// <summary>The same; the span itself where nothing has to be escaped.</summary>
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> text)
    {
        int place = text.IndexOfAny(Suspects);
        if (place < 0)
        {
            return text;
        }

        StringBuilder shown = new();
        for (; place >= 0; place = text.IndexOfAny(Suspects))
        {
            shown.Append(text[..place]);
            int pair = LengthOfPair(text, place);
            _ = pair > 0 ? shown.Append(text.Slice(place, pair)) : Escape(shown, text[place]);
            text = text[(place + Math.Max(pair, 1))..];
        }

        return shown.Append(text).ToString();
    }

    /// <summary>
    /// The text as a JSON string in double quotes. A byte of a name that is no UTF-8 is half of a surrogate pair, <c>\udc80</c> to <c>\udcff</c>, by which
    /// the commands of <c>run</c> and scripts name it too.
    /// </summary>
    public static string Quoted(string text)
    {
        StringBuilder json = new(text.Length + 2);
        json.Append('"');
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            int pair = Suspects.Contains(character) ? LengthOfPair(text, index) : 1;
            if (pair == 0)
            {
                _ = character switch
                {
                    '\n' => json.Append("\\n"),
                    '\r' => json.Append("\\r"),
                    '\t' => json.Append("\\t"),
                    _ => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                };
                continue;
            }

            _ = character is '"' or '\\' ? json.Append('\\').Append(character) : json.Append(text, index, pair);
            index += pair - 1;
        }

        return json.Append('"').ToString();
    }

    /// <summary>The text that a JSON string's characters between its quotes stand for, halves of surrogate pairs included.</summary>
    /// <param name="literal">The characters between the quotes, which may be single ones.</param>
    /// <param name="wrong">Where an escape begins that is none; -1 where all are.</param>
    /// <returns><see langword="null"/> where there is such an escape.</returns>
    public static string? Unquoted(ReadOnlySpan<char> literal, out int wrong)
    {
        StringBuilder text = new(literal.Length);
        for (int index = 0; index < literal.Length; index++)
        {
            if (literal[index] != '\\')
            {
                text.Append(literal[index]);
                continue;
            }

            wrong = index;
            index++;
            char escape = index < literal.Length ? literal[index] : '\0';
            int place = escape == '\0' ? -1 : Escapes.IndexOf(escape, StringComparison.Ordinal);
            if (place >= 0)
            {
                text.Append(Escaped[place]);
            }
            else if (escape == 'u' && index + 4 < literal.Length
                && ushort.TryParse(literal.Slice(index + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                index += 4;
            }
            else
            {
                return null;
            }
        }

        wrong = -1;
        return text.ToString();
    }

    /// <summary>Whether <see cref="Quoted"/> would escape anything but quotes and backslashes.</summary>
    public static bool IsPlain(string text)
    {
        for (int from = 0; ;)
        {
            int place = text.AsSpan(from).IndexOfAny(Suspects);
            if (place < 0)
            {
                return true;
            }

            int pair = LengthOfPair(text, from + place);
            if (pair == 0)
            {
                return false;
            }

            from += place + pair;
        }
    }

    /// <summary>Where the first half of a surrogate pair stands that is alone, and so no character; -1 where there is none.</summary>
    public static int HalfPair(ReadOnlySpan<char> text)
    {
        int index = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; index >= 0 && index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                int pair = LengthOfPair(text, index);
                if (pair == 0)
                {
                    return index;
                }

                index += pair - 1;
            }
        }

        return -1;
    }

    private static StringBuilder Escape(StringBuilder shown, char character) => character switch
    {
        '\n' => shown.Append("\\n"),
        '\r' => shown.Append("\\r"),
        '\t' => shown.Append("\\t"),
        < '\u0080' => shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}"),
        >= '\uDC80' and <= '\uDCFF' => shown.Append(CultureInfo.InvariantCulture, $"\\x{character & 0xFF:X2}"),
        _ => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
    };

    // 2 for a surrogate pair that begins here, else 0.
    private static int LengthOfPair(ReadOnlySpan<char> text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 0;

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(static code => (char)code);
}
