using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation.Records;

namespace MmapTool.Notation;

/// <summary>
/// Names for views and element types: <c>entry={boot:u1,lba:&lt;u4@8,@16}</c>, then <c>entry(4)@446</c> and <c>.cast(entry)</c>. A name of an element type may
/// stand wherever an element type may; a name of a view, at the start of a view. Names are replaced by their meaning as a text is read: a parsed view
/// holds none. Immutable.
/// </summary>
public sealed class ViewNames
{
    /// <summary>The most steps that a name can stand for: a name is made of other names, and a few lines must not make millions of steps.</summary>
    public const int MaximumSteps = 1024;

    private readonly ImmutableDictionary<string, NamedView> _given;

    private ViewNames(ImmutableDictionary<string, NamedView> given) => _given = given;

    /// <summary>No names but the built-in ones (<see cref="BuiltInRecords"/>), which are always there.</summary>
    public static ViewNames None { get; } = new(ImmutableDictionary.Create<string, NamedView>(StringComparer.Ordinal));

    /// <summary>The names that were given.</summary>
    public IEnumerable<string> Given => _given.Keys;

    /// <summary>These names and one more.</summary>
    /// <param name="definition"><c>NAME=VIEW</c>, or <c>NAME=DTYPE</c>; the names given before may stand in it.</param>
    /// <exception cref="NotationException">
    /// It does not parse; the name is no identifier, is an element type or a word of the notation, or is given already.
    /// </exception>
    public ViewNames With(string definition) => Define(new Tokenizer(Argument.NotNull(definition), names: this));

    /// <summary>These names and those of a text of <c>let NAME = VIEW</c> lines, with blank lines and <c>#</c> comments, in UTF-8.</summary>
    /// <param name="lines">The lines; the stream is not disposed.</param>
    /// <exception cref="NotationException">A line does not parse or is no <c>let</c>; the message names the line.</exception>
    public ViewNames WithLines(Stream lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ViewNames names = this;
        foreach (Tokenizer line in EditScript.Lines(lines))
        {
            line.Names = names;
            names = names.TryDefine(line) ?? throw line.Expected("'let NAME = VIEW', as every line of a file of names is");
        }

        return names;
    }

    /// <summary>Reads <c>let NAME = VIEW</c>, if that is what the text is; else <see langword="null"/>, and nothing has been read.</summary>
    internal ViewNames? TryDefine(Tokenizer tokenizer)
    {
        int start = tokenizer.Position;
        if (tokenizer.Word() is "let")
        {
            return Define(tokenizer);
        }

        tokenizer.Position = start;
        return null;
    }

    /// <summary>The meaning of a name that was given; <see langword="null"/> where none was.</summary>
    internal NamedView? Find(ReadOnlySpan<char> name) => _given.IsEmpty ? null : _given.GetValueOrDefault(name.ToString());

    /// <summary>The name or the word of an element type that a mistyped word may mean; <see langword="null"/> if none is near.</summary>
    internal string? Near(string word) =>
        word.Length > 1 ? NearestName.Of(word, [.. _given.Keys, .. word.Length > 2 ? ElementTypeCodes.Words.Concat(BuiltInRecords.Names) : []]) : null;

    private ViewNames Define(Tokenizer tokenizer)
    {
        _ = tokenizer.AtEnd;
        int place = tokenizer.Position;
        string name = tokenizer.Word().ToString();
        if (name.Length == 0)
        {
            throw tokenizer.Expected("a name, as in entry={boot:u1,lba:u4}");
        }

        if (Refusal(name) is { } reason)
        {
            throw tokenizer.Error(place, reason);
        }

        tokenizer.Take('=', "'=' and what the name stands for; a name is one word of letters, digits and underscores");
        int value = tokenizer.Position;
        ViewExpression view = ViewParser.Read(tokenizer);
        if (view is { Start: null, Steps.IsEmpty: true })
        {
            throw tokenizer.Expected("a view or an element type");
        }

        tokenizer.TakeEnd("'[', '.' or the end");
        return view.Steps.Length <= MaximumSteps
            ? new(_given.Add(name, NamedView.Of(view)))
            : throw tokenizer.Error(value, $"a name stands for at most {MaximumSteps} steps, and these are {view.Steps.Length}");
    }

    private string? Refusal(string name) =>
        !FieldNames.IsIdentifier(name) ? $"a name begins with a letter: '{name}' does not"
        : ElementTypeCodes.IsKnown(name) ? $"'{name}' is an element type already; take another name"
        : !FieldNames.IsReachedByDot(name) ? $"'{name}' is a step of views; take another name"
        : name is "let" or "newaxis" ? $"'{name}' is a word of the notation; take another name"
        : _given.ContainsKey(name) ? $"the name '{name}' is given twice; give it once"
        : null;
}

/// <summary>The view that a name stands for.</summary>
/// <param name="View">The view.</param>
/// <param name="Depth">How deep records nest in its element type, if it is one.</param>
/// <param name="Fields">How many fields its element type has, those of records within it included.</param>
internal sealed record NamedView(ViewExpression View, int Depth, long Fields)
{
    /// <summary>The element type, where that is all that the name stands for.</summary>
    public ElementType? ElementType => View is { Start: TypeStart { Shape: null, Place: null } start, Steps.IsEmpty: true } ? start.ElementType : null;

    /// <summary>The meaning of a view.</summary>
    public static NamedView Of(ViewExpression view)
    {
        NamedView named = new(view, 0, 1);
        return named.ElementType is { Kind: ElementKind.Record } record ? named with { Depth = DepthOf(record), Fields = FieldsOf(record) } : named;
    }

    // Both walk the whole type, whose fields the parser bounds.
    private static int DepthOf(ElementType type)
    {
        int depth = 0;
        foreach (RecordField field in type.Fields)
        {
            depth = Math.Max(depth, DepthOf(field.Type));
        }

        return type.Kind == ElementKind.Record ? depth + 1 : 0;
    }

    private static long FieldsOf(ElementType type)
    {
        long fields = 1;
        foreach (RecordField field in type.Fields)
        {
            fields += FieldsOf(field.Type);
        }

        return fields;
    }
}
