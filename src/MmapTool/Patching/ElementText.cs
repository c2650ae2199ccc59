using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Patching;

/// <summary>Elements as JSON, for messages and for what --dry-run shows.</summary>
internal static class ElementText
{
    /// <summary>Packed elements in the type's own order as nested arrays of this shape.</summary>
    public static string Format(ElementType type, ReadOnlySpan<byte> elements, ReadOnlySpan<long> shape)
    {
        StringBuilder text = new();
        Append(text, type, elements, shape);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ElementType type, ReadOnlySpan<byte> elements, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            Append(text, type, elements);
            return;
        }

        text.Append('[');
        int step = shape[0] == 0 ? 0 : elements.Length / (int)shape[0];
        for (int index = 0; index < shape[0]; index++)
        {
            text.Append(index == 0 ? "" : ", ");
            Append(text, type, elements.Slice(index * step, step), shape[1..]);
        }

        text.Append(']');
    }

    private static void Append(StringBuilder text, ElementType type, ReadOnlySpan<byte> element)
    {
        switch (type.Kind)
        {
            case ElementKind.Void:
                text.Append('"').Append(Convert.ToHexStringLower(element)).Append('"');
                break;
            case ElementKind.Bytes:
                text.Append(FieldNames.Quote(Encoding.Latin1.GetString(element.TrimEnd((byte)0))));
                break;
            case ElementKind.Record:
                text.Append('{');
                foreach (RecordField field in type.Fields)
                {
                    text.Append(ReferenceEquals(field, type.Fields[0]) ? "" : ", ").Append(FieldNames.Quote(field.Name)).Append(": ");
                    Append(text, field.Type, element.Slice(field.Offset, (int)field.ByteLength), field.Shape.AsSpan());
                }

                text.Append('}');
                break;
            default:
                byte[] native = element.ToArray();
                NativeOrder.Swap(type, native);
                Visitor visitor = new(native, type);
                text.Append(type.Dispatch<Visitor, string>(ref visitor));
                break;
        }
    }

    private static string Float(double value, ElementType type)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        }

        // The shortest text that reads back in the type itself. The platform knows it for its own types.
        switch (type.ItemSize)
        {
            case 8:
                return value.ToString("R", CultureInfo.InvariantCulture);
            case 4:
                return ((float)value).ToString("R", CultureInfo.InvariantCulture);
            case 2 when type.Kind == ElementKind.Float:
                return ((Half)value).ToString("R", CultureInfo.InvariantCulture);
        }

        Span<byte> wanted = stackalloc byte[type.ItemSize];
        Span<byte> read = stackalloc byte[type.ItemSize];
        NumberEncoding.EncodeDouble(type, value, CastValues.Wrap, wanted);
        for (int digits = 1; digits < 9; digits++)
        {
            string text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
            NumberEncoding.EncodeText(type, text, CastValues.Wrap, read);
            if (read.SequenceEqual(wanted))
            {
                return text;
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private readonly ref struct Visitor(ReadOnlySpan<byte> native, ElementType type) : INumericVisitor<string>
    {
        private readonly ReadOnlySpan<byte> native = native;

        public string Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            object wide = TCodec.Widen(MemoryMarshal.Read<T>(native));
            return wide switch
            {
                Complex complex => $"[{Part(complex.Real)}, {Part(complex.Imaginary)}]",
                double real => Float(real, type),
                ulong flag when type.Kind == ElementKind.Boolean => flag != 0 ? "true" : "false",
                _ => string.Create(CultureInfo.InvariantCulture, $"{wide}"),
            };
        }

        private string Part(double part) => Float(part, ElementType.Create(ElementKind.Float, type.ItemSize / 2));
    }
}
