using System.Collections.Immutable;
using System.Globalization;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Npy;

/// <summary>An element type as npy's <c>descr</c> spells it: a type string, or a list of fields.</summary>
internal static partial class NpyDescription
{
    /// <summary>The element type that a <c>descr</c> means.</summary>
    /// <param name="header">The text that it stands in.</param>
    /// <param name="descr">The description.</param>
    /// <param name="unknown">Takes every type that is unknown here and becomes opaque bytes; <see langword="null"/> where it was told before.</param>
    /// <param name="field">The field that it is the type of; empty for the whole.</param>
    /// <exception cref="ContainerException">It means none, or one whose data do not lie in the file.</exception>
    public static ElementType Read(HeaderText header, PythonLiteral descr, List<UnknownType>? unknown = null, string field = "") => descr switch
    {
        PythonString text => Plain(header, text, unknown, field),
        PythonSequence { IsTuple: false } fields => Record(header, fields, unknown, field),
        _ => throw header.Error(descr.Start, "descr is neither a type string nor a list of fields"),
    };

    private static ElementType Plain(HeaderText header, PythonString descr, List<UnknownType>? unknown = null, string field = "")
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
        if (letter == 'O')
        {
            throw header.Error(descr.Start, $"the type {PythonText.Repr(text)} is refused: objects are stored as a pickle of the whole array, which runs code when it is read; --format raw shows the bytes of the file");
        }

        if (letter is 'M' or 'm' && Time(letter, code, order) is { } time)
        {
            return time;
        }

        // A bare M8 has no unit; of any other type digits are the bytes, of U the characters.
        if (!int.TryParse(code[Math.Min(1, code.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
        {
            throw header.Error(descr.Start, $"{PythonText.Repr(text)} is no type that npy files record, and does not say how many bytes it has");
        }

        ElementKind? kind = Kind(letter, size);
        long bytes = letter == 'U' ? sizeof(uint) * (long)size : size;
        if (bytes > ElementType.MaximumItemSize)
        {
            throw header.Error(descr.Start, $"{PythonText.Repr(text)} is no type that is taken here: an element has at most {ElementType.MaximumItemSize} bytes");
        }

        if (kind is null)
        {
            unknown?.Add(new(field, text, size));
        }

        return ElementType.Create(kind ?? ElementKind.Void, (int)bytes, order);
    }

    // i3 and u3 are ours and never NumPy's: a header that names them means something else.
    private static ElementKind? Kind(char letter, int size) => (letter, size) switch
    {
        ('b', 1) => ElementKind.Boolean,
        ('i', 1 or 2 or 4 or 8) => ElementKind.SignedInteger,
        ('u', 1 or 2 or 4 or 8) => ElementKind.UnsignedInteger,
        ('f', 2 or 4 or 8) => ElementKind.Float,
        ('c', 8 or 16) => ElementKind.Complex,
        ('S' or 'a', _) => ElementKind.Bytes,
        ('U', _) => ElementKind.Unicode,
        ('V', _) => ElementKind.Void,
        _ => null,
    };

    // M8[ns], M8[25s]; null for what has no unit, or one that is unknown.
    private static ElementType? Time(char letter, ReadOnlySpan<char> code, ByteOrder order) =>
        code.Length > 4 && code[1..3] is "8[" && code[^1] == ']' && TimeUnit.TryParse(code[3..^1], out TimeUnit unit)
            ? letter == 'M' ? ElementType.DateTime(unit, order) : ElementType.TimeDelta(unit, order)
            : null;

    private static ElementType Record(HeaderText header, PythonSequence list, List<UnknownType>? unknown, string path)
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

            (string? title, string name) = FieldName(header, parts[0]);
            ElementType type = FieldType(header, parts[1], levels, 0, unknown, path.Length == 0 ? name : $"{path}.{name}");

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

            // NumPy reads these as padding: void, or a sub-array (whose scalar type is void), without a name.
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
    private static ElementType FieldType(HeaderText header, PythonLiteral descr, List<ImmutableArray<long>> levels, int depth, List<UnknownType>? unknown, string path)
    {
        if (descr is not PythonSequence { IsTuple: true } pair)
        {
            return Read(header, descr, unknown, path);
        }

        if (pair.Items.Length != 2 || depth == Layout.MaximumRank)
        {
            throw header.Error(pair.Start, "the type of a field is no string, no list and no (type, shape)");
        }

        levels.Add(ReadShape(header, pair.Items[1], "the shape of a field"));
        return FieldType(header, pair.Items[0], levels, depth + 1, unknown, path);
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
