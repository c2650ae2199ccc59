using System.Globalization;
using System.Text;
using System.Text.Json;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Patching.Coded;
using MmapTool.Patching.Exact;
using MmapTool.Views;
using MmapTool.Views.Coded;
using MmapTool.Views.Elements;

namespace MmapTool.Patching;

/// <summary>One element written in JSON.</summary>
internal static class JsonElementText
{
    /// <summary>Whether an array is one element of the type: a complex number's pair, or a record's fields in order.</summary>
    public static bool IsElement(JsonElement json, ElementType type)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return JsonText.UnitsOf(json, type) is null;
        }

        if (type.Kind == ElementKind.PackedGroup)
        {
            return json.GetArrayLength() == type.ValueCount && json.EnumerateArray().All(IsReal);
        }

        if (type.PartType is not null)
        {
            return json.GetArrayLength() == 2 && IsReal(json[0]) && IsReal(json[1]);
        }

        if (type.Kind != ElementKind.Record || json.GetArrayLength() != type.Fields.Length)
        {
            return false;
        }

        int index = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            if (!IsField(element, type.Fields[index++], 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Encodes one element.</summary>
    /// <exception cref="ElementException">It does not fit the type.</exception>
    public static void Encode(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        switch (type.Kind)
        {
            case ElementKind.Record:
                EncodeRecord(json, type, mode, element);
                break;
            case ElementKind.Bytes:
                EncodeText(json, type, element);
                break;
            case ElementKind.Void:
                EncodeHex(json, type, element);
                break;
            case ElementKind.Unicode:
                EncodeUnicode(json, type, element);
                break;
            case ElementKind.DateTime or ElementKind.TimeDelta:
                if (!JsonTimeText.TryEncode(json, type, mode, element))
                {
                    throw Unfit(json, type, JsonTimeText.Wanted(type));
                }

                break;
            case ElementKind.PackedGroup:
                EncodeGroup(json, type, mode, element);
                break;
            case ElementKind.Complex or ElementKind.ComplexInteger:
                EncodeComplex(json, type, mode, element);
                break;
            default:
                EncodeNumber(json, type, mode, element);
                break;
        }
    }

    private static bool IsReal(JsonElement json) => json.ValueKind != JsonValueKind.Array && !ValueMark.TryGet(json, ValueMark.Complex, out _);

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

    private static void EncodeNumber(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        if (type.IsCodedFloat)
        {
            CodedNumber.Write(type, ExactValue.Of(json, type), mode, 0, null, element);
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                NumberEncoding.EncodeText(type, json.GetRawText(), mode, element);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                // True is 1 and False 0 in every type of numbers, as in Python and NumPy.
                NumberEncoding.EncodeText(type, json.ValueKind == JsonValueKind.True ? "1" : "0", mode, element);
                break;
            case JsonValueKind.String or JsonValueKind.Object when !NumberRange.IsInteger(type) && Special(json) is { } value:
                NumberEncoding.EncodeDouble(type, value, mode, element);
                break;
            case JsonValueKind.String or JsonValueKind.Object when !type.IsCoded && Special(json) is { } value:
                // As from a view of floats: the modes say how it is brought into the range.
                ElementConversion.Convert(ElementType.Double, BitConverter.GetBytes(value), type, element, mode);
                break;
            default:
                throw UnfitNumber(json, type);
        }
    }

    private static void EncodeGroup(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw Unfit(json, type, $"a list of {type.ValueCount} numbers");
        }

        Span<ushort> numbers = stackalloc ushort[type.ValueCount];
        for (int index = 0; index < numbers.Length; index++)
        {
            ExactValue value = ExactValue.Of(json[index], ElementType.UInt16);
            numbers[index] = (ushort)ExactCast.ToInteger(new NumberRange(type), type, value.Real, mode, 0, null);
        }

        PackedGroups.Write(type, numbers, element);
    }

    private static void EncodeComplex(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        ElementType part = type.PartType!;
        json = ValueMark.TryGet(json, ValueMark.Complex, out JsonElement parts) ? parts : json;
        if (json.ValueKind == JsonValueKind.Array)
        {
            EncodeNumber(json[0], part, mode, element[..part.ItemSize]);
            EncodeNumber(json[1], part, mode, element[part.ItemSize..]);
            return;
        }

        EncodeNumber(json, part, mode, element[..part.ItemSize]);
        element[part.ItemSize..].Clear();
    }

    private static void EncodeText(JsonElement json, ElementType type, Span<byte> element)
    {
        json = ValueMark.TryGet(json, ValueMark.Bytes, out JsonElement bytes) ? bytes : json;
        if (json.ValueKind != JsonValueKind.String)
        {
            throw Unfit(json, type, "a string");
        }

        string text = json.GetString()!;
        if (text.Length > type.ItemSize)
        {
            throw new ElementException(0, $"a string of {Counted.Of(text.Length, "byte")} does not fit {type}");
        }

        element.Clear();
        for (int index = 0; index < text.Length; index++)
        {
            element[index] = text[index] <= 0xFF
                ? (byte)text[index]
                : throw new ElementException(0, $"character U+{(int)text[index]:X4} is no byte; {type} holds U+0000 to U+00FF: give other text as its bytes, x\"...\"");
        }
    }

    private static void EncodeUnicode(JsonElement json, ElementType type, Span<byte> element)
    {
        json = ValueMark.TryGet(json, ValueMark.Utf16, out JsonElement text) ? text : json;
        if (json.ValueKind != JsonValueKind.String)
        {
            throw Unfit(json, type, "a string");
        }

        uint[] points = UnicodeValues.PointsOf(json.GetString()!);
        if (points.Length > type.ItemSize / sizeof(uint))
        {
            throw new ElementException(0, $"a string of {Counted.Of(points.Length, "character")} does not fit {type}");
        }

        UnicodeValues.Write(type, points, element);
    }

    private static void EncodeHex(JsonElement json, ElementType type, Span<byte> element)
    {
        if (ValueMark.TryGet(json, ValueMark.Bytes, out JsonElement bytes) && bytes.GetString()!.Length == type.ItemSize)
        {
            Encoding.Latin1.GetBytes(bytes.GetString()!, element);
            return;
        }

        if (json.ValueKind != JsonValueKind.String)
        {
            throw Unfit(json, type, "a string of hex digits");
        }

        string text = json.GetString()!;
        if (text.Length != 2L * type.ItemSize || Convert.FromHexString(text, element, out _, out int written) != System.Buffers.OperationStatus.Done || written != type.ItemSize)
        {
            throw new ElementException(0, $"{type} takes a string of {2L * type.ItemSize} hex digits");
        }
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
                throw new ElementException(0, $"the text has {Counted.Of(units.Length, JsonText.Unit(field.Type))}, and the field {field.Shape[axis]}");
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
                    throw new ElementException(0, $"the text has {Counted.Of(row.Length, JsonText.Unit(field.Type))}, and the field {field.Shape[^1]}");
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

    // double.NaN has its sign set; Python's and NumPy's NaN has not.
    private static double PositiveNaN => BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    /// <summary>A NaN or an infinity; <see langword="null"/> where the value is none.</summary>
    public static double? Special(JsonElement json)
    {
        json = ValueMark.TryGet(json, ValueMark.Special, out JsonElement special) ? special : json;
        return json.ValueKind != JsonValueKind.String ? null : json.GetString() switch
        {
            "NaN" => PositiveNaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        };
    }

    /// <summary>The error of a value that is no number of the type.</summary>
    public static ElementException UnfitNumber(JsonElement json, ElementType type) =>
        Unfit(json, type, NumberRange.IsInteger(type) ? "a number" : "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");

    private static ElementException Unfit(JsonElement json, ElementType type, string wanted)
    {
        string text = new JsonEditValue(json).ToString();
        return new(0, string.Create(CultureInfo.InvariantCulture, $"{(text.Length <= 40 ? text : text[..37] + "...")} is no value of {type}, which takes {wanted}"));
    }
}
