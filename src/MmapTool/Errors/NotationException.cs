namespace MmapTool.Errors;

/// <summary>A text of the notation that does not parse: the text, the place, and what was expected there.</summary>
public sealed class NotationException : MmapToolException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="position">Where in it, in characters from 0; its length where it ended too soon.</param>
    /// <param name="reason">What was expected, or what is wrong, in one line.</param>
    public NotationException(string text, int position, string reason)
        : base($"{reason}\n  {text}\n  {new string(' ', position)}^")
    {
        Text = text;
        Position = position;
        Reason = reason;
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>Where in the text, in characters from 0.</summary>
    public int Position { get; }

    /// <summary>What was expected, or what is wrong.</summary>
    public string Reason { get; }
}
