namespace MmapTool.Notation;

/// <summary>Reads edits.</summary>
internal static class EditParser
{
    private const string Arrow = "->";

    /// <summary>Reads an edit, which must be all that is left.</summary>
    public static Edit Read(Tokenizer tokenizer, long line)
    {
        _ = tokenizer.AtEnd;
        int start = tokenizer.Position;
        ViewExpression target = ViewParser.Read(tokenizer, operatorFollows: true);
        int place = tokenizer.Position;
        EditOperator operation = ReadOperator(tokenizer);
        int awaiting = target.Steps.Count(step => step is IndexStep { Indices: [{ AwaitsCount: true }] });
        if (awaiting > 1 || (awaiting == 1 && !target.AwaitsCount))
        {
            throw tokenizer.Error(place, "[a:+] is the last step of a view: its count comes from the value");
        }

        if (awaiting == 1 && operation != EditOperator.Set)
        {
            throw tokenizer.Error(place, "[a:+] takes its count from the value of '='; with another operator the count is written, [a:+n]");
        }

        EditValue? old = null;
        if (operation == EditOperator.Verify)
        {
            old = ReadValue(tokenizer);
            if (!tokenizer.TryTake(Arrow))
            {
                throw tokenizer.Expected("'->' and the new value");
            }
        }

        EditValue value = ReadValue(tokenizer);
        int end = tokenizer.Position;
        tokenizer.TakeEnd("the end of the edit");
        return new(tokenizer.Text[start..end].TrimEnd(), line, target, operation, value, old);
    }

    /// <summary>The operator as it is written.</summary>
    public static string Symbol(EditOperator operation) => operation switch
    {
        EditOperator.Set => "=",
        EditOperator.Verify => ":",
        EditOperator.Add => "+=",
        EditOperator.Subtract => "-=",
        EditOperator.Multiply => "*=",
        EditOperator.Divide => "/=",
        EditOperator.Remainder => "%=",
        EditOperator.And => "&=",
        EditOperator.Or => "|=",
        EditOperator.Xor => "^=",
        EditOperator.ShiftLeft => "<<=",
        EditOperator.ShiftRight => ">>=",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static EditOperator ReadOperator(Tokenizer tokenizer)
    {
        EditOperator? operation = tokenizer.Peek() switch
        {
            '=' => EditOperator.Set,
            ':' => EditOperator.Verify,
            '+' => EditOperator.Add,
            '-' => EditOperator.Subtract,
            '*' => EditOperator.Multiply,
            '/' => EditOperator.Divide,
            '%' => EditOperator.Remainder,
            '&' => EditOperator.And,
            '|' => EditOperator.Or,
            '^' => EditOperator.Xor,
            '<' => EditOperator.ShiftLeft,
            '>' => EditOperator.ShiftRight,
            _ => null,
        };
        return operation is { } found && tokenizer.TryTake(Symbol(found))
            ? found
            : throw tokenizer.Expected("a step of the view, '=', an operator such as '+=', or ': OLD -> NEW'");
    }

    /// <summary>Reads a value.</summary>
    public static EditValue ReadValue(Tokenizer tokenizer)
    {
        if (tokenizer.Peek() == '@')
        {
            return ReadReference(tokenizer);
        }

        if (tokenizer.Peek() == 'x' && tokenizer.PeekBehind(1) is '"' or '\'')
        {
            return new HexEditValue(tokenizer.HexBytes());
        }

        const string Expected = "a value: a number, true, false, \"text\", [values], x\"bytes\", @FILE::VIEW or @-";
        return ValueReader.IsNext(tokenizer) ? new JsonEditValue(ValueReader.Read(tokenizer, Expected)) : throw tokenizer.ExpectedValue(Expected);
    }

    private static EditValue ReadReference(Tokenizer tokenizer)
    {
        const string Separator = "::";
        tokenizer.Take('@');
        int start = tokenizer.Position;
        string text = tokenizer.Text;
        string? path;
        if (tokenizer.PeekBehind(0) is '"' or '\'')
        {
            path = tokenizer.QuotedPath();
            if (path.Length == 0)
            {
                throw tokenizer.Error(start, "the file's name is empty; the file that is edited is @::VIEW");
            }

            if (!tokenizer.TryTake(Separator))
            {
                return new FileEditValue(path);
            }
        }
        else
        {
            if (tokenizer.PeekBehind(0) == '-' && !IsPathPart(tokenizer.PeekBehind(1)))
            {
                tokenizer.Position++;
                return new InputEditValue();
            }

            // A path without quotes ends at white space or at the first '::'.
            int end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && string.CompareOrdinal(text, end, Separator, 0, Separator.Length) != 0)
            {
                end++;
            }

            bool hasView = end < text.Length && !char.IsWhiteSpace(text[end]);
            if (end == start && !hasView)
            {
                throw tokenizer.Error(start, "expected @FILE, @FILE::VIEW, @::VIEW for the file that is edited, or @- for standard input");
            }

            if (!hasView && text.IndexOf(Separator, end, StringComparison.Ordinal) is > 0 and int later && text.AsSpan(end, later - end).Trim() is not ['-', '>', ..])
            {
                throw tokenizer.Error(end, $"a path without quotes ends at white space; with blanks in it, it stands in quotes: @\"{text[start..later]}\"::");
            }

            path = end == start ? null : text[start..end];
            tokenizer.Position = hasView ? end + Separator.Length : end;
            if (!hasView)
            {
                return new FileEditValue(path!);
            }
        }

        return new ViewEditValue(path, ViewParser.Read(tokenizer));
    }

    private static bool IsPathPart(char character) => character is not ('\0' or '#' or '-') && !char.IsWhiteSpace(character);
}
