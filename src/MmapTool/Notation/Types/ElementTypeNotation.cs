using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>
/// Element types as text: NumPy's codes and long names, dates with their unit (<c>M8[ns]</c>), struct's codes, 24-bit integers, bfloat16 and float8, and records
/// (<c>{t:&lt;u8, v:&lt;f4, rgb:u1(3)}</c>). <see cref="ElementType.ToString"/> is the way back.
/// </summary>
internal static class ElementTypeNotation
{
    // The most levels of nested records. Code that walks a type is recursive, so the bound keeps a text from using up the stack.
    private const int MaximumDepth = 64;

    /// <summary>Reads an element type.</summary>
    /// <exception cref="NotationException">The text is none.</exception>
    /// <param name="text">The text.</param>
    /// <param name="names">The names that it may use besides the built-in ones.</param>
    public static ElementType Parse(string text, ViewNames? names = null)
    {
        Tokenizer tokenizer = new(text, names: names);
        ElementType type = Read(tokenizer);
        tokenizer.TakeEnd("the end of the element type");
        return type;
    }

    /// <summary>Whether the next token begins like an element type.</summary>
    internal static bool IsNext(Tokenizer tokenizer) =>
        tokenizer.Peek() is '<' or '>' or '=' or '|' or '@' or '!' or '?' or '{' || Tokenizer.IsWordPart(tokenizer.Peek());

    /// <summary>
    /// Whether an element type is next where an edit's operator may stand as well. A prefix that begins no operator (<c>=</c>, <c>|=</c>, <c>&lt;&lt;=</c>,
    /// <c>&gt;&gt;=</c>) begins a type, known or not, so that a mistyped one gets the type's own error. After <c>=</c> stands a type, or a value that is a
    /// word: an unknown word is taken for a type where something follows it.
    /// </summary>
    internal static bool IsNextBeforeOperator(Tokenizer tokenizer)
    {
        if (!IsPrefix(tokenizer.Peek()))
        {
            return IsNext(tokenizer);
        }

        char prefix = tokenizer.Peek();
        char next = tokenizer.PeekBehind(1);
        if (prefix != '=')
        {
            return next != (prefix is '<' or '>' ? prefix : '=') || prefix is '@' or '!';
        }

        int start = tokenizer.Position;
        tokenizer.Position++;
        ReadOnlySpan<char> code = char.IsAsciiDigit(next) ? [] : ReadCode(tokenizer);
        bool isType = !code.IsEmpty && tokenizer.PeekBehind(0) is not ('"' or '\'') && (ElementTypeCodes.Find(code, prefix) is not null || !tokenizer.AtEnd);
        tokenizer.Position = start;
        return isType;
    }

    /// <summary>Reads an element type from its place in a longer text.</summary>
    /// <param name="tokenizer">Stands before the type.</param>
    /// <param name="hint">Gives a guess at what else was meant by an unknown word; it is appended to the refusal.</param>
    internal static ElementType Read(Tokenizer tokenizer, Func<string, string>? hint = null) => Read(tokenizer, 0, hint);

    private static ElementType Read(Tokenizer tokenizer, int depth, Func<string, string>? hint = null)
    {
        char prefix = tokenizer.Peek();
        int start = tokenizer.Position;
        if (prefix == '{')
        {
            return depth < MaximumDepth ? ReadRecord(tokenizer, depth) : throw tokenizer.Error(start, $"records nest at most {MaximumDepth} deep");
        }

        if (IsPrefix(prefix))
        {
            tokenizer.Position++;
        }
        else
        {
            prefix = '\0';
        }

        int codeStart = tokenizer.Position;
        ReadOnlySpan<char> code = ReadCode(tokenizer);
        if (code.IsEmpty)
        {
            throw prefix != '\0' && tokenizer.PeekBehind(0) == '{'
                ? tokenizer.Error(start, "a record has no byte order of its own: its fields have")
                : tokenizer.Expected(tokenizer.Peek() is '"' or '\'' ? "an element type such as i2 or <f4, without quotes" : "an element type such as i2 or <f4");
        }

        ByteOrder? suffix = null;
        if ((ElementTypeCodes.Find(code, prefix) ?? ElementTypeCodes.FindWithSuffix(code, out suffix)) is not { } found)
        {
            string word = code.ToString();
            return NamedTypes.Find(tokenizer, codeStart, prefix, depth, MaximumDepth)
                ?? throw tokenizer.Error(codeStart, ElementTypeCodes.Refusal(word, prefix, tokenizer.Names.Near(word)) + hint?.Invoke(word));
        }

        if (suffix is not null && prefix != '\0')
        {
            throw tokenizer.Error(start, $"the byte order is said twice, by '{prefix}' and by '{code[^2..]}'; one of them is enough");
        }

        ByteOrder order = suffix ?? prefix switch
        {
            '>' or '!' => ByteOrder.Big,
            '=' or '@' => ElementType.Native,
            '<' => ByteOrder.Little,
            _ => found.Kind == ElementKind.IbmFloat ? ByteOrder.Big : ByteOrder.Little,
        };
        ElementType type = found.Kind switch
        {
            ElementKind.DateTime => ElementType.DateTime(ReadUnit(tokenizer, codeStart, code, prefix), order),
            ElementKind.TimeDelta => ElementType.TimeDelta(ReadUnit(tokenizer, codeStart, code, prefix), order),
            _ => ElementType.Create(found.Kind, found.Size, order),
        };
        if (prefix is not ('\0' or '|') && type.Kind is ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG or ElementKind.PackedGroup)
        {
            throw tokenizer.Error(start, $"{code} has a byte order of its own, so write {code}");
        }

        return prefix == '|' && type.ByteOrder != ByteOrder.None
            ? throw tokenizer.Error(start, $"'|' means that there is no byte order, but {code} has one: write <{code} or >{code}")
            : type;
    }

    // The first bracket behind M8 and m8. A multiple of a unit comes from headers, which write it with its byte order: so it is read where it is written as they do.
    private static TimeUnit ReadUnit(Tokenizer tokenizer, int codeStart, ReadOnlySpan<char> code, char prefix)
    {
        int start = tokenizer.Position;
        int length = tokenizer.PeekBehind(0) == '[' ? tokenizer.Text.AsSpan(start).IndexOf(']') : -1;
        if (length < 0 || !TimeUnit.TryParse(tokenizer.Text.AsSpan(start + 1, length - 1).Trim(), out TimeUnit unit))
        {
            throw tokenizer.Error(length < 0 ? codeStart : start + 1, $"{code} needs its unit in the first bracket, as in {code}[s]: {Units}{(length < 0 ? "" : $"; an index follows it, {code}[s][0]")}");
        }

        if (unit.Multiple > 1 && prefix is not ('<' or '>'))
        {
            throw tokenizer.Error(start + 1, $"a unit is one of {Units}; multiples come from headers, and are written as these have them: <{code}[{unit}]");
        }

        tokenizer.Position = start + length + 1;
        return Tokenizer.IsWordPart(tokenizer.PeekBehind(0))
            ? throw tokenizer.Error(tokenizer.Position, $"{code} takes its byte order in front: <{code}[{unit}] or >{code}[{unit}]")
            : unit;
    }

    private const string Units = "Y M W D h m s ms us ns ps fs as";

    private static bool IsPrefix(char character) => character is '<' or '>' or '=' or '|' or '@' or '!';

    // No white space between prefix and code: they are one token.
    private static ReadOnlySpan<char> ReadCode(Tokenizer tokenizer)
    {
        char first = tokenizer.PeekBehind(0);
        if (first == '?')
        {
            tokenizer.Position++;
            return "?";
        }

        return Tokenizer.IsWordPart(first) ? tokenizer.Word() : [];
    }

    private static ElementType ReadRecord(Tokenizer tokenizer, int depth)
    {
        int start = tokenizer.Position;
        tokenizer.Take('{');
        RecordBuilder record = new(tokenizer, start);
        if (tokenizer.TryTake('}'))
        {
            return record.Build();
        }

        do
        {
            if (tokenizer.Peek() == '@' && char.IsAsciiDigit(tokenizer.PeekBehind(1)))
            {
                int place = tokenizer.Position++;
                record.SetSize(place, tokenizer.NonNegative("the record's size"));
                tokenizer.Take('}', "'}', as the size is a record's last entry");
                return record.Build();
            }

            ReadEntry(tokenizer, depth, record);
        }
        while (tokenizer.TryTake(','));

        tokenizer.Take('}', "',' or '}'");
        return record.Build();
    }

    private static void ReadEntry(Tokenizer tokenizer, int depth, RecordBuilder record)
    {
        char first = tokenizer.Peek();
        int start = tokenizer.Position;
        bool quoted = first is '"' or '\'';
        string? name = quoted ? tokenizer.QuotedString() : tokenizer.Word().ToString();
        if (!quoted && tokenizer.Peek() != ':')
        {
            // Without a name an entry can only be padding.
            if (name!.Length > 0 ? !ElementTypeCodes.IsKnown(name) : !IsPrefix(first))
            {
                throw tokenizer.Expected(name.Length > 0 ? "':' and the field's type" : "a field, as in name:i2");
            }

            tokenizer.Position = start;
            name = null;
        }
        else if (!quoted && !FieldNames.IsIdentifier(name!))
        {
            throw name!.Length == 0
                ? tokenizer.Expected("a field, as in name:i2")
                : tokenizer.Error(start, $"a field's name that is no identifier stands in double quotes: \"{name}\"");
        }
        else
        {
            tokenizer.Take(':', "':' and the field's type");
        }

        int typeStart = tokenizer.Position;
        ElementType type = Read(tokenizer, depth + 1);
        if (name is null && type.Kind != ElementKind.Void)
        {
            throw tokenizer.Error(typeStart, "a field needs a name, as in name:i2; only padding, V<n>, has none");
        }

        ImmutableArray<long> shape = name is not null && tokenizer.Peek() == '(' ? Dimensions.ReadFixed(tokenizer) : [];
        long? offset = tokenizer.TryTake('@') ? tokenizer.NonNegative("an offset in the record") : null;
        record.Add(start, name, type, shape, offset);
    }
}
