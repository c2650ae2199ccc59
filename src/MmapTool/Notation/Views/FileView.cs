using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>A file and a view of it as one word, <c>FILE::VIEW</c>; without <c>::</c> the file's own view.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view of it.</param>
/// <remarks>
/// The word divides at its first <c>::</c>, since a view has them too (<c>f.bin::u1[::2]</c>). A path that holds <c>::</c> or begins
/// with a double quote is itself written as a JSON string in double quotes: <c>"a::b.bin"::u1</c>.
/// </remarks>
internal sealed record FileView(string Path, ViewExpression View)
{
    private const string Separator = "::";

    /// <summary>Reads the word.</summary>
    /// <param name="text">The word.</param>
    /// <param name="names">The names that the view may use besides the built-in ones.</param>
    /// <exception cref="NotationException">There is no file in it, or the view does not parse.</exception>
    public static FileView Parse(string text, ViewNames? names = null)
    {
        Tokenizer tokenizer = new(text, names: names);
        string path;
        if (text.StartsWith('"') || text.StartsWith('\''))
        {
            path = tokenizer.QuotedPath();
            if (!tokenizer.AtEnd && !tokenizer.TryTake(Separator))
            {
                throw tokenizer.Expected("'::' and a view, or the end");
            }
        }
        else
        {
            int end = text.IndexOf(Separator, StringComparison.Ordinal);
            path = end < 0 ? text : text[..end];
            tokenizer.Position = end < 0 ? text.Length : end + Separator.Length;
        }

        if (path.Length == 0)
        {
            throw tokenizer.Error(0, "expected a file, as in FILE::VIEW");
        }

        ViewExpression view = ViewParser.Read(tokenizer);
        tokenizer.TakeEnd("a view, as in FILE::h[1:4], or the end");
        return new(path, view);
    }

    /// <summary><c>FILE::VIEW</c>, with the file in quotes where it must be.</summary>
    public override string ToString() =>
        (!VisibleText.IsPlain(Path) || Path.StartsWith('"') || Path.StartsWith('\'') || Path.Contains(Separator, StringComparison.Ordinal) || Path.EndsWith(':') ? FieldNames.Quote(Path) : Path) + Separator + View;
}
