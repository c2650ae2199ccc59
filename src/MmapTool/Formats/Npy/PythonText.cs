using System.Globalization;
using System.Text;

namespace MmapTool.Formats.Npy;

/// <summary>Text as Python's <c>repr</c> writes it, which is what NumPy writes into headers.</summary>
internal static class PythonText
{
    /// <summary>A string literal: in single quotes, unless the text has one and no double quote; what can't be printed is escaped.</summary>
    public static string Repr(string value)
    {
        char quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        StringBuilder text = new();
        text.Append(quote);
        for (int position = 0; position < value.Length;)
        {
            bool whole = Rune.TryGetRuneAt(value, position, out Rune rune);
            Append(text, whole ? rune.Value : value[position], whole ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate, quote);
            position += whole ? rune.Utf16SequenceLength : 1;
        }

        return text.Append(quote).ToString();
    }

    private static void Append(StringBuilder text, int code, UnicodeCategory category, char quote)
    {
        bool printable = code == ' ' || category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
        _ = code switch
        {
            '\\' => text.Append(@"\\"),
            '\n' => text.Append(@"\n"),
            '\r' => text.Append(@"\r"),
            '\t' => text.Append(@"\t"),
            _ when code == quote => text.Append('\\').Append(quote),
            _ when printable => text.Append(new Rune(code)),
            <= 0xFF => text.Append(CultureInfo.InvariantCulture, $@"\x{code:x2}"),
            <= 0xFFFF => text.Append(CultureInfo.InvariantCulture, $@"\u{code:x4}"),
            _ => text.Append(CultureInfo.InvariantCulture, $@"\U{code:x8}"),
        };
    }
}
