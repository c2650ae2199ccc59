using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Notation;

/// <summary>A parsed edit: <c>VIEW = VALUE</c>, <c>VIEW op= VALUE</c> or <c>VIEW : OLD -> NEW</c>.</summary>
public sealed record Edit
{
    /// <summary>An edit that was read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operator is none.</exception>
    internal Edit(string text, long line, ViewExpression target, EditOperator @operator, EditValue value, EditValue? old) =>
        (Text, Line, Target, Operator, Value, Old) = (text, line, target, DefinedEnum.Ensure(@operator), value, old);

    /// <summary>The edit as it was written.</summary>
    public string Text { get; init; }

    /// <summary>The line of the script it stood in, from 1; 0 for an edit that stands alone.</summary>
    public long Line { get; init; }

    /// <summary>The view that is changed.</summary>
    public ViewExpression Target { get; init; }

    /// <summary>The operation that is done to the view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the operators.</exception>
    internal EditOperator Operator { get; init => field = DefinedEnum.Ensure(value); }

    /// <summary>The new value, or the right operand.</summary>
    internal EditValue Value { get; init; }

    /// <summary>The value that must be there before, for <see cref="EditOperator.Verify"/>.</summary>
    internal EditValue? Old { get; init; }

    /// <summary>Parses one edit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The line of a script that it is, from 1; 0 for a text that stands alone.</param>
    /// <param name="names">The names that its views may use besides the built-in ones.</param>
    /// <exception cref="NotationException">It does not parse.</exception>
    public static Edit Parse(string text, long line = 0, ViewNames? names = null) => EditParser.Read(new Tokenizer(text, line, names: names), line);

    /// <summary>The edit in its canonical spelling, on one line; reads back to the same target, operator and values.</summary>
    public override string ToString() => Operator == EditOperator.Verify
        ? $"{Target} : {Old} -> {Value}"
        : $"{Target} {EditParser.Symbol(Operator)} {Value}";
}
