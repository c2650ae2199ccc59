using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Notation;

/// <summary>A parsed edit: <c>VIEW = VALUE</c>, <c>VIEW op= VALUE</c> or <c>VIEW : OLD -> NEW</c>.</summary>
/// <param name="Text">The edit as it was written.</param>
/// <param name="Line">The line of the script it stood in, from 1; 0 for an edit given on the command line.</param>
/// <param name="Target">The view that is changed.</param>
/// <param name="Operator">The operation that is done to the view.</param>
/// <param name="Value">The new value, or the right operand.</param>
/// <param name="Old">The value that must be there before, for <see cref="EditOperator.Verify"/>.</param>
public sealed record Edit(string Text, long Line, ViewExpression Target, EditOperator Operator, EditValue Value, EditValue? Old)
{
    /// <summary>The use that is made of the view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the operators.</exception>
    public EditOperator Operator { get; init => field = DefinedEnum.Ensure(value); } = DefinedEnum.Ensure(Operator);

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
