using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>The values of edits that are shorter than the text type they are stored in, and are filled up with NULs: counted, so that a summary can say so.</summary>
internal sealed class TextPadding
{
    private long count;
    private string? first;

    /// <summary>The note for the summary; <see langword="null"/> where every text was as long as its type.</summary>
    public string? Note => count switch
    {
        0 => null,
        1 => $"{first}: the rest is filled with NULs",
        _ => $"{Plural.Of(count, "text")} are shorter than their types ({first}, for one): the rest is filled with NULs",
    };

    /// <summary>Looks at a value that has been encoded.</summary>
    public void Add(JsonElement json, ElementType type)
    {
        if (type.Kind == ElementKind.Record)
        {
            AddRecord(json, type);
        }
        else if (type.IsText && json.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in json.EnumerateArray())
            {
                Add(item, type);
            }
        }
        else if (type.IsText && Length(json, type) is { } length && length < Room(type))
        {
            count++;
            first ??= Shown(json, type);
        }
    }

    // Fields by name, in order, or arrays of these. Only fields that can hold text are counted.
    private void AddRecord(JsonElement json, ElementType type)
    {
        if (!HoldsText(type))
        {
            return;
        }

        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in json.EnumerateObject())
            {
                Add(property.Value, type.Field(property.Name).Type);
            }
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            bool isElement = JsonElementEncoder.IsElement(json, type);
            int index = 0;
            foreach (JsonElement item in json.EnumerateArray())
            {
                Add(item, isElement ? type.Fields[index++].Type : type);
            }
        }
    }

    private static bool HoldsText(ElementType type) => type.IsText || type.Fields.Any(field => HoldsText(field.Type));

    private static long? Length(JsonElement json, ElementType type)
    {
        JsonElement text = ValueMark.TryGet(json, ValueMark.Bytes, out JsonElement bytes) ? bytes
            : ValueMark.TryGet(json, ValueMark.Utf16, out JsonElement units) ? units
            : json;
        return text.ValueKind != JsonValueKind.String ? null
            : type.Kind == ElementKind.Bytes ? text.GetString()!.Length
            : UnicodeValues.PointsOf(text.GetString()!).Length;
    }

    private static long Room(ElementType type) => type.Kind == ElementKind.Bytes ? type.ItemSize : type.ItemSize / sizeof(uint);

    private static string Shown(JsonElement json, ElementType type)
    {
        string text = new JsonEditValue(json).ToString();
        return $"{(text.Length <= 40 ? text : text[..37] + "...")} is shorter than {type}";
    }
}
