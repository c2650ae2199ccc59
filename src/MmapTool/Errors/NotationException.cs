using System.Globalization;

namespace MmapTool.Errors;

/// <summary>A text of the notation that does not parse: the text, the place, and what was expected there.</summary>
public sealed class NotationException : MmapToolException
{
    // A longer text is shown around the place only: this many characters on either side.
    private const int Context = 80;
    private const int LongestShown = 200;

    /// <summary>Makes the exception.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="position">The place in it, in characters from 0; the text's length if the text ended too soon.</param>
    /// <param name="reason">The reason: what was expected, or what is wrong, in one line.</param>
    /// <param name="line">The text's line in its script, from 1; 0 for a text that stands alone.</param>
    public NotationException(string text, int position, string reason, long line = 0)
        : base(Describe(text, position, reason, line))
    {
        Text = text;
        Position = position;
        Reason = reason;
        Line = line;
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Where in the text, in characters from 0.</summary>
    public int Position { get; }

    /// <summary>The reason: what was expected, or what is wrong.</summary>
    public string Reason { get; }

    /// <summary>The text's line in its script, from 1; 0 for a text that stands alone.</summary>
    public long Line { get; }

    private static string Describe(string text, int position, string reason, long line)
    {
        int place = OffPair(text, position);
        int from = 0;
        int to = text.Length;
        if (text.Length > LongestShown)
        {
            from = OffPair(text, Math.Max(0, place - Context));
            to = OffPair(text, Math.Min(text.Length, place + Context));
        }

        string before = (from > 0 ? "…" : "") + Printable(text[from..place]);
        string after = Printable(text[place..to]) + (to < text.Length ? "…" : "");

        // One column for each character as a reader counts them, so that neither a surrogate pair nor an accent moves the caret.
        string indent = new(' ', new StringInfo(before).LengthInTextElements);
        string prefix = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "";
        return $"{prefix}{Printable(reason)}\n  {before}{after}\n  {indent}^";
    }

    private static int OffPair(string text, int position) =>
        position > 0 && position < text.Length && char.IsSurrogatePair(text[position - 1], text[position]) ? position - 1 : position;

    // Control characters would move the caret, break the line or speak to the terminal; half a surrogate pair can't be written.
    private static string Printable(string text) => VisibleText.Of(text.ReplaceLineEndings(" ").Replace('\t', ' '));
}
