using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <content>Records, field by field.</content>
internal static partial class JsonElementEncoder
{
    private static bool IsField(JsonElement json, RecordField field, int axis)
    {
        if (axis == field.Shape.Length)
        {
            return ValueMark.IsRecord(json) == (field.Type.Kind == ElementKind.Record) ? IsElement(json, field.Type)
                : field.Type.Kind == ElementKind.Record && json.ValueKind == JsonValueKind.Array && IsElement(json, field.Type);
        }

        if (axis == field.Shape.Length - 1 && JsonText.UnitsOf(json, field.Type) is { } units)
        {
            return units.Length == field.Shape[axis];
        }

        if (json.ValueKind != JsonValueKind.Array && axis == 0)
        {
            return ValueMark.IsRecord(json) == (field.Type.Kind == ElementKind.Record) && IsElement(json, field.Type);
        }

        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != field.Shape[axis])
        {
            return false;
        }

        return json.GetArrayLength() == 0 || IsField(json[0], field, axis + 1);
    }

    private static void EncodeRecord(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        // Bytes that belong to no field are 0, as in a new NumPy record.
        element.Clear();
        if (json.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement value in json.EnumerateArray())
            {
                EncodeField(value, type.Fields[index++], mode, element);
            }

            return;
        }

        if (!ValueMark.IsRecord(json))
        {
            throw Unfit(json, type, "an object or an array of all fields");
        }

        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            RecordField field = type.Fields.FirstOrDefault(field => field.Name == property.Name)
                ?? throw new ElementException(0, $"there is no field '{property.Name}'; the record has {string.Join(", ", type.Fields.Select(field => field.Name))}");
            if (!named.Add(field.Name))
            {
                throw new ElementException(0, $"field '{field.Name}' is given twice");
            }

            EncodeField(property.Value, field, mode, element);
        }

        if (type.Fields.FirstOrDefault(field => !named.Contains(field.Name)) is { } missing)
        {
            throw new ElementException(0, $"field '{missing.Name}' is missing: a record is set whole; to set one field, name it in the view");
        }
    }

    private static void EncodeField(JsonElement json, RecordField field, CastValues mode, Span<byte> record)
    {
        try
        {
            // A field lies within its record, whose size is an int.
            EncodeAxis(json, field, 0, mode, record.Slice(field.Offset, (int)field.ByteLength));
        }
        catch (ElementException error)
        {
            throw new ElementException(0, $"{error.Message} (field '{field.Name}')", error.Mend);
        }
    }

    private static void EncodeAxis(JsonElement json, RecordField field, int axis, CastValues mode, Span<byte> bytes)
    {
        if (axis == field.Shape.Length - 1 && JsonText.UnitsOf(json, field.Type) is { } units)
        {
            if (units.Length != field.Shape[axis])
            {
                throw new ElementException(0, $"the text has {Plural.Of(units.Length, JsonText.Unit(field.Type))}, and the field {field.Shape[axis]}");
            }

            JsonText.Encode(units, field.Type, bytes);
            return;
        }

        if (axis == field.Shape.Length)
        {
            if (!IsElement(json, field.Type))
            {
                throw Unfit(json, field.Type, "one value");
            }

            Encode(json, field.Type, mode, bytes);
            return;
        }

        long length = field.Shape[axis];
        if (json.ValueKind != JsonValueKind.Array && axis == 0 && length > 0)
        {
            // One value, or one row of text, for all of a field, as NumPy has it.
            int size = field.Type.ItemSize;
            if (JsonText.UnitsOf(json, field.Type) is { } row)
            {
                // A row lies within its record, whose size is an int.
                size *= (int)field.Shape[^1];
                if (row.Length != field.Shape[^1])
                {
                    throw new ElementException(0, $"the text has {Plural.Of(row.Length, JsonText.Unit(field.Type))}, and the field {field.Shape[^1]}");
                }

                JsonText.Encode(row, field.Type, bytes[..size]);
            }
            else
            {
                Encode(json, field.Type, mode, bytes[..size]);
            }

            for (int place = size; place < bytes.Length; place += size)
            {
                bytes[..size].CopyTo(bytes[place..]);
            }

            return;
        }

        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != length)
        {
            throw new ElementException(0, $"an array of {length} is wanted");
        }

        // The same as the length of a JSON array, an int.
        int step = length == 0 ? 0 : bytes.Length / (int)length;
        int index = 0;
        foreach (JsonElement value in json.EnumerateArray())
        {
            EncodeAxis(value, field, axis + 1, mode, bytes.Slice(step * index++, step));
        }
    }
}
