using System.Globalization;
using System.Text;

namespace MmapTool.Elements;

public sealed partial class ElementType
{
    /// <summary>
    /// The notation's spelling: NumPy's for NumPy's plain types, <c>&lt;i3</c>, <c>&lt;bf16</c> and <c>float8_e5m2</c> beyond it,
    /// and <c>{name:type@offset,…}</c> for a record. Reads back to an equal type.
    /// </summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Append(text);
        return text.ToString();
    }

    /// <summary>
    /// The format as Python's <c>memoryview.format</c> and <c>struct</c> spell it (<c>h</c>, <c>&gt;d</c>, <c>5s</c>, <c>T{…}</c>), or
    /// <see langword="null"/> where struct has no code for the type.
    /// </summary>
    public string? StructFormat
    {
        get
        {
            string? code = (Kind, ItemSize) switch
            {
                (ElementKind.Boolean, _) => "?",
                (ElementKind.SignedInteger, 1) => "b",
                (ElementKind.SignedInteger, 2) => "h",
                (ElementKind.SignedInteger, 4) => "i",
                (ElementKind.SignedInteger, 8) => "q",
                (ElementKind.UnsignedInteger, 1) => "B",
                (ElementKind.UnsignedInteger, 2) => "H",
                (ElementKind.UnsignedInteger, 4) => "I",
                (ElementKind.UnsignedInteger, 8) => "Q",
                (ElementKind.Float, 2) => "e",
                (ElementKind.Float, 4) => "f",
                (ElementKind.Float, 8) => "d",
                (ElementKind.Complex, 8) => "Zf",
                (ElementKind.Complex, 16) => "Zd",
                (ElementKind.Bytes, 1) => "c",
                (ElementKind.Bytes, _) => string.Create(CultureInfo.InvariantCulture, $"{ItemSize}s"),
                (ElementKind.Void, _) => string.Create(CultureInfo.InvariantCulture, $"{ItemSize}x"),
                (ElementKind.Unicode, _) => string.Create(CultureInfo.InvariantCulture, $"{ItemSize / sizeof(uint)}w"),
                (ElementKind.Record, _) => RecordFormat(),
                _ => null,
            };
            return code is null || IsNativeOrder || Kind == ElementKind.Record ? code : (ByteOrder == ByteOrder.Big ? ">" : "<") + code;
        }
    }

    private string? RecordFormat()
    {
        // The buffer protocol's form (PEP 3118): T{format:name:…}, gaps as x. Fields out of order have no such form.
        StringBuilder text = new("T{");
        long position = 0;
        foreach (RecordField field in Fields)
        {
            if (field.Offset < position || field.Type.StructFormat is not { } format)
            {
                return null;
            }

            Gap(field.Offset - position);
            if (!field.Shape.IsEmpty)
            {
                text.Append('(').AppendJoin(',', field.Shape).Append(')');
            }

            bool bare = field.Type.Kind is ElementKind.Record || field.Type.ByteOrder == ByteOrder.None || !field.Type.IsNativeOrder;
            text.Append(bare ? "" : Native == ByteOrder.Little ? "<" : ">").Append(format).Append(':').Append(field.Name).Append(':');
            position = field.Offset + field.ByteLength;
        }

        Gap(ItemSize - position);
        return text.Append('}').ToString();

        void Gap(long bytes)
        {
            if (bytes > 0)
            {
                text.Append(bytes).Append('x');
            }
        }
    }

    private void Append(StringBuilder text)
    {
        if (Kind == ElementKind.Record)
        {
            AppendRecord(text);
            return;
        }

        if (Bits is { } bits)
        {
            bits.Container.Append(text);
            text.Append(bits);
            return;
        }

        if (Kind is ElementKind.Float8E4M3FN or ElementKind.Float8E5M2)
        {
            text.Append(Kind == ElementKind.Float8E4M3FN ? "float8_e4m3fn" : "float8_e5m2");
            return;
        }

        if (Kind is ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG)
        {
            text.Append(Kind switch { ElementKind.VaxF => "vaxf", ElementKind.VaxD => "vaxd", _ => "vaxg" });
            return;
        }

        if (Kind == ElementKind.PackedGroup)
        {
            text.Append('u').Append(PackedBits).Append('p');
            return;
        }

        text.Append(ByteOrder switch { ByteOrder.Little => '<', ByteOrder.Big => '>', _ => '|' });
        text.Append(Kind switch
        {
            ElementKind.Boolean => "b",
            ElementKind.SignedInteger => "i",
            ElementKind.UnsignedInteger => "u",
            ElementKind.Float => "f",
            ElementKind.BrainFloat => "bf16",
            ElementKind.Complex => "c",
            ElementKind.ComplexInteger => "ci",
            ElementKind.IbmFloat => "ibm",
            ElementKind.Bytes => "S",
            ElementKind.Unicode => "U",
            ElementKind.DateTime => "M8[",
            ElementKind.TimeDelta => "m8[",
            _ => "V",
        });
        if (Unit is { } unit)
        {
            text.Append(unit).Append(']');
        }
        else if (Kind != ElementKind.BrainFloat)
        {
            text.Append(Kind switch { ElementKind.Unicode => ItemSize / sizeof(uint), ElementKind.ComplexInteger => ItemSize / 2, _ => ItemSize });
        }
    }

    private void AppendRecord(StringBuilder text)
    {
        text.Append('{');
        long position = 0;
        foreach (RecordField field in Fields)
        {
            if (text[^1] != '{')
            {
                text.Append(',');
            }

            text.Append(FieldNames.Write(field.Name)).Append(':');
            field.Type.Append(text);
            if (!field.Shape.IsEmpty)
            {
                text.Append('(').AppendJoin(',', field.Shape).Append(')');
            }

            if (field.Offset != position)
            {
                text.Append('@').Append(field.Offset);
            }

            position = field.Offset + field.ByteLength;
        }

        // The rest behind the last byte of any field is padding: a void entry without a name. It stands at the highest end, which is not always where the
        // last field ends.
        long end = Fields.IsEmpty ? 0 : Fields.Max(field => field.Offset + field.ByteLength);
        if (ItemSize > end)
        {
            text.Append(Fields.IsEmpty ? "V" : ",V").Append(ItemSize - end);
            if (end != position)
            {
                text.Append('@').Append(end);
            }
        }

        text.Append('}');
    }
}
