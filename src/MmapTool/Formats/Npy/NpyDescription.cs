using System.Collections.Immutable;
using System.Globalization;
using MmapTool.Errors;
using MmapTool.Views;

namespace MmapTool.Formats.Npy;

/// <summary>An element type as npy's <c>descr</c> spells it: a type string, or a list of fields.</summary>
internal static partial class NpyDescription
{
    /// <summary>The element type that a <c>descr</c> means.</summary>
    /// <exception cref="ContainerException">It means none, or one that this tool refuses.</exception>
    public static ElementType Read(HeaderText header, PythonLiteral descr) => descr switch
    {
        PythonString text => Plain(header, text),
        PythonSequence { IsTuple: false } fields => Record(header, fields),
        _ => throw header.Error(descr.Start, "descr is neither a type string nor a list of fields"),
    };

    private static ElementType Plain(HeaderText header, PythonString descr)
    {
        string text = descr.Value;
        bool hasOrder = text.Length > 0 && text[0] is '<' or '>' or '=' or '|';

        // '=' , '|' and nothing at all mean the order of the machine, as NumPy reads them.
        ByteOrder order = hasOrder ? text[0] switch { '<' => ByteOrder.Little, '>' => ByteOrder.Big, _ => ByteOrder.None } : ByteOrder.None;
        ReadOnlySpan<char> code = text.AsSpan(hasOrder ? 1 : 0);
        if (code is "?")
        {
            return ElementType.Boolean;
        }

        char letter = code.IsEmpty ? '\0' : code[0];
        if (Refusal(letter) is { } refusal)
        {
            throw header.Error(descr.Start, $"the type {PythonText.Repr(text)} is refused: {refusal}; --format raw shows the bytes of the file");
        }

        if (!int.TryParse(code[Math.Min(1, code.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            throw header.Error(descr.Start, $"{PythonText.Repr(text)} is no type that npy files record");
        }

        if ((letter, size) is ('f', 12 or 16) or ('c', 24 or 32))
        {
            throw header.Error(descr.Start, $"the type {PythonText.Repr(text)} is refused: long doubles differ from machine to machine; --format raw shows the bytes of the file");
        }

        ElementKind? kind = letter switch
        {
            'b' => ElementKind.Boolean,
            'i' => ElementKind.SignedInteger,
            'u' => ElementKind.UnsignedInteger,
            'f' => ElementKind.Float,
            'c' => ElementKind.Complex,
            'S' or 'a' => ElementKind.Bytes,
            'V' => ElementKind.Void,
            _ => null,
        };

        // i3 and u3 are ours and never NumPy's: a header that names them is not one that anybody else could read.
        bool known = kind switch
        {
            ElementKind.SignedInteger or ElementKind.UnsignedInteger => size is 1 or 2 or 4 or 8,
            ElementKind.Boolean => size == 1,
            ElementKind.Float => size is 2 or 4 or 8,
            ElementKind.Complex => size is 8 or 16,
            null => false,
            _ => size <= ElementType.MaximumItemSize,
        };
        return known ? ElementType.Create(kind!.Value, size, order) : throw header.Error(descr.Start, $"{PythonText.Repr(text)} is no type that npy files record");
    }

    private static string? Refusal(char letter) => letter switch
    {
        'O' => "objects are stored as pickles, which run code when they are read",
        'U' => "UCS-4 text has no element type here",
        'M' => "datetime64 has no element type here",
        'm' => "timedelta64 has no element type here",
        _ => null,
    };

    private static ElementType Record(HeaderText header, PythonSequence list)
    {
        ImmutableArray<RecordField>.Builder fields = ImmutableArray.CreateBuilder<RecordField>(list.Items.Length);
        long offset = 0;
        foreach (PythonLiteral entry in list.Items)
        {
            if (entry is not PythonSequence { IsTuple: true, Items: { Length: 2 or 3 } parts })
            {
                throw header.Error(entry.Start, "a field of descr is no (name, type) and no (name, type, shape)");
            }

            List<ImmutableArray<long>> levels = [];
            if (parts.Length == 3)
            {
                levels.Add(ReadShape(header, parts[2], "the shape of a field"));
            }

            ElementType type = FieldType(header, parts[1], levels, 0);
            (string? title, string name) = FieldName(header, parts[0]);

            // Below the largest item size, which is looked at after every field.
            RecordField field = new(name, type, (int)offset, [.. levels.SelectMany(level => level)])
            {
                Title = title,
                Nesting = levels.Count > 1 ? [.. levels.Select(level => level.Length)] : [],
            };
            Int128 end = offset + Bytes(field);
            if (end > ElementType.MaximumItemSize)
            {
                throw header.Error(entry.Start, $"the field ends {end} bytes into its record; a record has at most {ElementType.MaximumItemSize}");
            }

            // What NumPy reads as padding: void, or a sub-array (whose scalar type is void), without a name.
            bool isPadding = field.Name.Length == 0 && (type.Kind == ElementKind.Void || !field.Shape.IsEmpty);
            if (!isPadding)
            {
                fields.Add(field);
            }

            offset = (long)end;
        }

        try
        {
            return ElementType.Record(fields.ToImmutable(), offset);
        }
        catch (ViewException exception)
        {
            throw header.Error(list.Start, exception.Message);
        }
    }

    // A type string, a list of fields, or (type, shape) around one of them.
    private static ElementType FieldType(HeaderText header, PythonLiteral descr, List<ImmutableArray<long>> levels, int depth)
    {
        if (descr is not PythonSequence { IsTuple: true } pair)
        {
            return Read(header, descr);
        }

        if (pair.Items.Length != 2 || depth == Layout.MaximumRank)
        {
            throw header.Error(pair.Start, "the type of a field is no string, no list and no (type, shape)");
        }

        levels.Add(ReadShape(header, pair.Items[1], "the shape of a field"));
        return FieldType(header, pair.Items[0], levels, depth + 1);
    }

    // 'name', or ('title', 'name').
    private static (string? Title, string Name) FieldName(HeaderText header, PythonLiteral name) => name switch
    {
        PythonString text => (null, text.Value),
        PythonSequence { IsTuple: true, Items: [PythonString title, PythonString text] } => (title.Value, text.Value),
        _ => throw header.Error(name.Start, "the name of a field is no string and no ('title', 'name')"),
    };

    // Int128: a hostile shape multiplies past 64 bits; stopping at the record's limit keeps it from going past 128.
    private static Int128 Bytes(RecordField field)
    {
        Int128 bytes = field.Type.ItemSize;
        foreach (long dimension in field.Shape)
        {
            bytes *= dimension;
            if (bytes > ElementType.MaximumItemSize)
            {
                break;
            }
        }

        // A later dimension of 0 would make the field empty, but a product past the limit is refused all the same: nobody writes that.
        return bytes;
    }

    /// <summary>A tuple of dimensions, none of them negative.</summary>
    internal static ImmutableArray<long> ReadShape(HeaderText header, PythonLiteral shape, string what)
    {
        if (shape is not PythonSequence { IsTuple: true } tuple)
        {
            throw header.Error(shape.Start, $"{what} is no tuple");
        }

        if (tuple.Items.Length > Layout.MaximumRank)
        {
            throw header.Error(shape.Start, $"{what} has {tuple.Items.Length} dimensions; the most is {Layout.MaximumRank}");
        }

        return [.. tuple.Items.Select(item => item is PythonInteger { Value: >= 0 } dimension
            ? dimension.Value
            : throw header.Error(item.Start, $"{what} has an entry that is no whole number from 0 on"))];
    }
}
