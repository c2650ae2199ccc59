using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats.Npy;

internal static partial class NpyDescription
{
    /// <summary>The <c>descr</c> of a type, exactly as NumPy writes it (<c>numpy.lib.format.dtype_to_descr</c>).</summary>
    /// <exception cref="ViewException">NumPy has no name for the type, or for a field of it.</exception>
    public static string Write(ElementType type)
    {
        if (type.Kind == ElementKind.ComplexInteger)
        {
            // NumPy has no complex integers: a record of the two parts has the same bytes, and keeps the shape.
            ElementType part = type.PartType!;
            type = ElementType.Record([new("re", part, 0, []), new("im", part, part.ItemSize, [])]);
        }

        if (type.Kind != ElementKind.Record)
        {
            return PythonText.Repr(TypeString(type));
        }

        StringBuilder text = new("[");
        long position = 0;
        foreach (RecordField field in type.Fields)
        {
            if (field.Offset < position)
            {
                throw new ViewException($"npy can't record {type}: field '{field.Name}' overlaps or comes before the field it stands behind; take fields in their order, {InOrder(type)}");
            }

            if (field.Name.Length == 0 && (field.Type.Kind == ElementKind.Void || !field.Shape.IsEmpty))
            {
                throw new ViewException($"npy can't record {type}: it would read a field without a name as padding");
            }

            Padding(text, field.Offset - position);
            string name = PythonText.Repr(field.Name);
            ImmutableArray<long>[] levels = Levels(field);
            Separate(text).Append('(').Append(field.Title is { } title ? $"({PythonText.Repr(title)}, {name})" : name).Append(", ");

            // The outermost sub-array is the field's own shape; those within it stand around the type: ('x', ('|u1', (3,)), (2,)).
            text.Append('(', Math.Max(0, levels.Length - 1)).Append(Write(field.Type));
            for (int level = levels.Length - 1; level >= 0; level--)
            {
                text.Append(", ").Append(Layout.Tuple(levels[level])).Append(level > 0 ? ")" : "");
            }

            text.Append(')');
            position = field.Offset + field.ByteLength;
        }

        Padding(text, type.ItemSize - position);
        return text.Append(']').ToString();
    }

    // The fields as a step that takes them in the order of their places, without those that overlap one before.
    private static string InOrder(ElementType type)
    {
        const int Shown = 8;
        List<string> names = [];
        long end = 0;
        foreach (RecordField field in type.Fields.OrderBy(static field => field.Offset).Where(field => field.Offset >= end))
        {
            names.Add(FieldNames.Quote(field.Name));
            end = field.Offset + field.ByteLength;
        }

        return $"[[{string.Join(',', names.Take(Shown))}{(names.Count > Shown ? ",…" : "")}]]";
    }

    private static ImmutableArray<long>[] Levels(RecordField field)
    {
        if (field.Shape.IsEmpty)
        {
            return [];
        }

        if (field.Nesting.IsDefaultOrEmpty || field.Nesting.Sum() != field.Shape.Length)
        {
            return [field.Shape];
        }

        ImmutableArray<long>[] levels = new ImmutableArray<long>[field.Nesting.Length];
        int taken = 0;
        for (int level = 0; level < levels.Length; level++)
        {
            levels[level] = field.Shape.Slice(taken, field.Nesting[level]);
            taken += field.Nesting[level];
        }

        return levels;
    }

    private static void Padding(StringBuilder text, long bytes)
    {
        if (bytes > 0)
        {
            Separate(text).Append(CultureInfo.InvariantCulture, $"('', '|V{bytes}')");
        }
    }

    private static StringBuilder Separate(StringBuilder text) => text.Length > 1 ? text.Append(", ") : text;

    private static string TypeString(ElementType type)
    {
        if (type.Kind == ElementKind.PackedGroup)
        {
            throw new ViewException($"npy can't record {type}: NumPy has no name for it; 'convert --to u2' writes its numbers, and .view(V{type.ItemSize}) has its bytes");
        }

        if (type.IsCodedFloat)
        {
            throw new ViewException($"npy can't record {type}: NumPy has no name for it; 'convert --to f8' writes its numbers, and .view(V{type.ItemSize}) has its bytes");
        }

        bool named = type.Kind switch
        {
            ElementKind.SignedInteger or ElementKind.UnsignedInteger => type.ItemSize != 3,
            ElementKind.BrainFloat or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2 => false,
            _ => true,
        };

        // For the types that NumPy has, the notation's spelling is NumPy's.
        return named
            ? type.ToString()
            : throw new ViewException($"npy can't record {type}: NumPy has no name for it; record it as {(type.ItemSize == 3 ? "V3" : $"u{type.ItemSize}")} instead");
    }
}
