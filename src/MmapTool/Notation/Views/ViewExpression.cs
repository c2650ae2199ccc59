using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>
/// A parsed view expression: where to start and the steps from there. Not yet laid over any file. Compared by value;
/// <see cref="ToString"/> reads back to an equal expression.
/// </summary>
public sealed partial record ViewExpression
{
    internal ViewExpression(ViewStart? start, ImmutableArray<ViewStep> steps) => (Start, Steps) = (start, steps);

    /// <summary>The start; <see langword="null"/> for the container's own view.</summary>
    internal ViewStart? Start { get; init; }

    /// <summary>The steps, in order.</summary>
    internal ImmutableArray<ViewStep> Steps { get; init; }

    /// <summary>The use for which the expression is laid over a file. It is no part of the expression's meaning: expressions for different uses are equal.</summary>
    internal ViewUse Use { get; init; }

    /// <summary>Whether the last step is <c>[a:+]</c>, whose count the value of an edit gives.</summary>
    internal bool AwaitsCount => Steps is [.., IndexStep { Indices: [{ AwaitsCount: true }] }];

    /// <summary>Parses an expression; the empty one is the container's own view.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names that it may use besides the built-in ones; what is parsed holds their meaning, and no names.</param>
    /// <exception cref="NotationException">It does not parse.</exception>
    public static ViewExpression Parse(string text, ViewNames? names = null)
    {
        Tokenizer tokenizer = new(text, names: names);
        ViewExpression view = ViewParser.Read(tokenizer);
        tokenizer.TakeEnd(view is { Start: null, Steps.Length: 0 } ? "an element type, '[' or '.'" : "'[', '.' or the end");
        return view;
    }

    /// <inheritdoc/>
    public bool Equals(ViewExpression? other) =>
        other is not null && Equals(Start, other.Start) && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, Steps.Length, Steps.Length == 0 ? null : Steps[^1]);

    /// <summary>The expression in its canonical spelling, without white space.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Start?.ToString());

        // ["name"] at the very start is a member. Before a field whose name needs this form stands [...], which changes nothing else.
        if (Start is null && Steps is [FieldStep { } field, ..] && !FieldNames.IsReachedByDot(field.Name))
        {
            text.Append("[...]");
        }

        return text.AppendJoin("", Steps).ToString();
    }
}
