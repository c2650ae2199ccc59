using System.Collections.Immutable;

namespace MmapTool.Notation;

/// <summary>What an edit does.</summary>
public enum EditOperator
{
    /// <summary><c>VIEW = VALUE</c></summary>
    Set,

    /// <summary><c>VIEW : OLD -> NEW</c></summary>
    Verify,

    /// <summary><c>+=</c></summary>
    Add,

    /// <summary><c>-=</c></summary>
    Subtract,

    /// <summary><c>*=</c></summary>
    Multiply,

    /// <summary><c>/=</c></summary>
    Divide,

    /// <summary><c>%=</c></summary>
    Remainder,

    /// <summary><c>&amp;=</c></summary>
    And,

    /// <summary><c>|=</c></summary>
    Or,

    /// <summary><c>^=</c></summary>
    Xor,

    /// <summary><c>&lt;&lt;=</c></summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;=</c></summary>
    ShiftRight,
}

/// <summary>A parsed edit.</summary>
/// <param name="Text">The edit as it was written.</param>
/// <param name="Line">The line of the script it stood in, from 1; 0 for an edit given on the command line.</param>
/// <param name="Target">The view that is changed.</param>
/// <param name="Operator">What is done to it.</param>
/// <param name="Value">The new value, or the right operand.</param>
/// <param name="Old">The value that must be there before, for <see cref="EditOperator.Verify"/>.</param>
public sealed record Edit(string Text, long Line, ViewExpression Target, EditOperator Operator, EditValue Value, EditValue? Old)
{
    /// <summary>Parses one edit.</summary>
    /// <exception cref="Errors.NotationException">It does not parse.</exception>
    public static Edit Parse(string text, long line = 0) => throw new NotImplementedException();
}

/// <summary>The right side of an edit.</summary>
public abstract record EditValue;

/// <summary>A JSON value: number, string, boolean, nested array, object (for a record).</summary>
/// <param name="Json">The value; numbers keep their text.</param>
public sealed record JsonEditValue(System.Text.Json.JsonElement Json) : EditValue;

/// <summary><c>x"de ad be ef"</c></summary>
/// <param name="Bytes">The bytes.</param>
public sealed record HexEditValue(ImmutableArray<byte> Bytes) : EditValue;

/// <summary><c>@FILE::VIEW</c>, or <c>@::VIEW</c> for the file that is edited.</summary>
/// <param name="Path">The other file; <see langword="null"/> for this one.</param>
/// <param name="View">The view of it.</param>
public sealed record ViewEditValue(string? Path, ViewExpression View) : EditValue;

/// <summary><c>@-</c>: standard input, raw elements.</summary>
public sealed record InputEditValue : EditValue;
