using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Headers;
using MmapTool.Values;

namespace MmapTool.Operations.Conversion;

/// <summary>
/// A conversion in place as a journal tells it: <c>convert [--cast-values MODE] [--shrink] [--header SPLICE] VIEW --to TYPE</c>. The view is spelled from the
/// bytes of the file up, so that it means the same elements whatever the header says meanwhile.
/// </summary>
/// <param name="View">The elements, as they were before the change.</param>
/// <param name="To">The type they get.</param>
/// <param name="Mode">How values that do not fit are treated.</param>
/// <param name="Shrinks">Whether the elements get smaller, and the file with them.</param>
/// <param name="Header">The header that changes with them.</param>
internal sealed record ConversionText(ViewExpression View, ElementType To, CastValues Mode, bool Shrinks, HeaderSplice? Header)
{
    private const string Verb = "convert ";
    private const string Casting = "--cast-values ";
    private const string Shrinking = "--shrink ";
    private const string Splicing = "--header ";
    private const string Infix = " --to ";

    /// <summary>
    /// The mode by which the change is finished. In 0.1.0 truncate gave infinities onto floats, as wrap does. Now it refuses a change that would give any,
    /// before the first value is changed. So wrap makes the same of all that is left.
    /// </summary>
    public CastValues FinishingMode => Mode == CastValues.Truncate && To.IsNumeric && !NumberRange.IsInteger(To) ? CastValues.Wrap : Mode;

    /// <summary>Reads the text; <see langword="null"/> where it is none of these.</summary>
    public static ConversionText? TryParse(string text)
    {
        if (!text.StartsWith(Verb, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = text[Verb.Length..];
        CastValues mode = CastValues.Exact;
        HeaderSplice? header = null;
        if (Word(Casting) is { } name)
        {
            if (CastModes.TryParse(name) is not { } named)
            {
                return null;
            }

            mode = named;
        }

        bool shrinks = rest.StartsWith(Shrinking, StringComparison.Ordinal);
        rest = shrinks ? rest[Shrinking.Length..] : rest;
        if (Word(Splicing) is { } splice && (header = HeaderSplice.TryParse(splice)) is null)
        {
            return null;
        }

        // The names of fields may hold anything, this too.
        for (int at = rest.IndexOf(Infix, StringComparison.Ordinal); at >= 0; at = rest.IndexOf(Infix, at + 1, StringComparison.Ordinal))
        {
            try
            {
                return new(ViewExpression.Parse(rest[..at]), ElementTypeNotation.Parse(rest[(at + Infix.Length)..]), mode, shrinks, header);
            }
            catch (NotationException)
            {
                // Not the place that parts the two.
            }
        }

        return null;

        string? Word(string option)
        {
            int end = rest.StartsWith(option, StringComparison.Ordinal) ? rest.IndexOf(' ', option.Length) : -1;
            if (end < 0)
            {
                return null;
            }

            string word = rest[option.Length..end];
            rest = rest[(end + 1)..];
            return word;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Verb}{(Mode == CastValues.Exact ? "" : $"{Casting}{CastModes.Name(Mode)} ")}{(Shrinks ? Shrinking : "")}{(Header is null ? "" : $"{Splicing}{Header} ")}{View}{Infix}{To}";
}
