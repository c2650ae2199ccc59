using System.Globalization;
using System.Text;
using MmapTool.Errors;
using MmapTool.Views;

namespace MmapTool.Formats.Npy;

internal static partial class NpyDescription
{
    /// <summary>The <c>descr</c> of a type, exactly as NumPy writes it (<c>numpy.lib.format.dtype_to_descr</c>).</summary>
    /// <exception cref="ViewException">NumPy has no name for the type, or for a field of it.</exception>
    public static string Write(ElementType type)
    {
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
                throw new ViewException($"npy can't record {type}: field '{field.Name}' overlaps or comes before the field it stands behind");
            }

            if (field.Name.Length == 0 && (field.Type.Kind == ElementKind.Void || !field.Shape.IsEmpty))
            {
                throw new ViewException($"npy can't record {type}: it would read a field without a name as padding");
            }

            Padding(text, field.Offset - position);
            Separate(text).Append('(').Append(PythonText.Repr(field.Name)).Append(", ").Append(Write(field.Type));
            if (!field.Shape.IsEmpty)
            {
                text.Append(", ").Append(Layout.Tuple(field.Shape));
            }

            text.Append(')');
            position = field.Offset + field.ByteLength;
        }

        Padding(text, type.ItemSize - position);
        return text.Append(']').ToString();
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
