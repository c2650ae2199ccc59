using System.Globalization;
using System.Text.Json;

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
        EditOperator operation = ReadOperator(tokenizer);
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
        const string Expected = "a value: a number, true, false, \"text\", [values], x\"bytes\", @FILE::VIEW or @-";
        char first = tokenizer.Peek();
        switch (first)
        {
            case '@':
                return ReadReference(tokenizer);
            case 'x' when tokenizer.PeekBehind(1) == '"':
                return new HexEditValue(tokenizer.HexBytes());
            case '"' or '[' or '{':
                return new JsonEditValue(JsonLiteral.ReadValue(tokenizer));
            case '-' or (>= '0' and <= '9'):
                return new JsonEditValue(ReadNumber(tokenizer));
        }

        int place = tokenizer.Position;
        if (!char.IsAsciiLetter(first))
        {
            throw tokenizer.Expected(first == '\'' ? Expected + " (text stands in double quotes)" : Expected);
        }

        ReadOnlySpan<char> word = tokenizer.Word();
        switch (word)
        {
            case "true":
                return True;
            case "false":
                return False;
            case "NaN" or "nan" or "Infinity" or "inf" or "Inf":
                throw tokenizer.Error(place, "NaN and the infinities are written as the strings \"NaN\", \"Infinity\" and \"-Infinity\"");
            case "True" or "False":
                throw tokenizer.Error(place, "the booleans are true and false");
            case "null" or "None":
                throw tokenizer.Error(place, "null is no value that an element can have");
            default:
                tokenizer.Position = place;
                throw tokenizer.Expected(Expected);
        }
    }

    private static readonly JsonEditValue True = new(JsonElement.Parse("true"u8));

    private static readonly JsonEditValue False = new(JsonElement.Parse("false"u8));

    // A JSON number, kept as it is written, or an integer of the notation, kept in decimal.
    private static JsonElement ReadNumber(Tokenizer tokenizer)
    {
        string text = tokenizer.Text;
        int start = tokenizer.Position;
        int end = start + 1;
        while (end < text.Length && (Tokenizer.IsWordPart(text[end]) || text[end] == '.' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E')))
        {
            end++;
        }

        if (JsonLiteral.TryReadNumber(text.AsSpan(start, end - start)) is { } number)
        {
            tokenizer.Position = end;
            return number;
        }

        ReadOnlySpan<char> written = text.AsSpan(start, end - start);
        if (written.StartsWith("-Inf", StringComparison.OrdinalIgnoreCase))
        {
            throw tokenizer.Error(start, "NaN and the infinities are written as the strings \"NaN\", \"Infinity\" and \"-Infinity\"");
        }

        if (written.Contains('.') || !tokenizer.IsAtInteger())
        {
            throw tokenizer.Error(start, "expected a number as JSON writes it, such as -1.5 or 2e10, or an integer such as 0x1F or 4Ki");
        }

        long integer = tokenizer.Integer();
        Span<byte> utf8 = stackalloc byte[20];
        integer.TryFormat(utf8, out int length, default, CultureInfo.InvariantCulture);
        return JsonElement.Parse(utf8[..length]);
    }

    private static EditValue ReadReference(Tokenizer tokenizer)
    {
        const string Separator = "::";
        tokenizer.Take('@');
        int start = tokenizer.Position;
        string text = tokenizer.Text;
        string? path;
        if (tokenizer.PeekBehind(0) == '"')
        {
            path = tokenizer.QuotedString();
            if (path.Length == 0)
            {
                throw tokenizer.Error(start, "the file's name is empty; the file that is edited is @::VIEW");
            }

            if (!tokenizer.TryTake(Separator))
            {
                throw tokenizer.Expected("'::' and a view");
            }
        }
        else
        {
            if (tokenizer.PeekBehind(0) == '-' && !IsPathPart(tokenizer.PeekBehind(1)))
            {
                tokenizer.Position++;
                return new InputEditValue();
            }

            int end = text.IndexOf(Separator, start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw tokenizer.Error(start, "expected @FILE::VIEW, @::VIEW for the file that is edited, or @- for standard input");
            }

            path = end == start ? null : text[start..end];
            tokenizer.Position = end + Separator.Length;
        }

        return new ViewEditValue(path, ViewParser.Read(tokenizer));
    }

    private static bool IsPathPart(char character) => character is not ('\0' or '#' or '-') && !char.IsWhiteSpace(character);
}
