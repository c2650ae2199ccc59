using System.Globalization;
using System.Text;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>One element written in JSON.</summary>
internal static partial class JsonElementEncoder
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
            throw new ElementException(0, $"a string of {Plural.Of(text.Length, "byte")} does not fit {type}");
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
            throw new ElementException(0, $"a string of {Plural.Of(points.Length, "character")} does not fit {type}");
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
