using System.Numerics;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>Times as values write them: dates as ISO 8601 text, lengths of time as integers of their unit, <c>NaT</c> with quotes or without.</summary>
internal static class JsonTimeText
{
    /// <summary>The spelling that a time's value must have, for an error.</summary>
    public static string Wanted(ElementType type) => type.Kind == ElementKind.DateTime
        ? $"{TimeValues.Spelling}; its count of {type.Unit} is set through .view(i8)"
        : $"an integer, how many {type.Unit}, or NaT";

    /// <summary>Encodes one.</summary>
    /// <param name="json">The value.</param>
    /// <param name="type">The type.</param>
    /// <param name="mode">How a time that does not fit is treated.</param>
    /// <param name="element">The element's bytes.</param>
    /// <returns>Whether the value is a time at all.</returns>
    /// <exception cref="ElementException">It does not fit the type.</exception>
    public static bool TryEncode(JsonElement json, ElementType type, CastValues mode, Span<byte> element)
    {
        json = ValueMark.TryGet(json, ValueMark.Special, out JsonElement special) ? special : json;
        if (json.ValueKind == JsonValueKind.String)
        {
            string text = json.GetString()!;
            long count;
            if (text == "NaT")
            {
                count = ProlepticCalendar.NaT;
            }
            else if (type.Kind == ElementKind.DateTime && IsoTime.TryParse(text, out BigInteger instant))
            {
                count = TimeConversion.OfDate(type, instant, mode, 0, text);
            }
            else
            {
                return false;
            }

            TimeValues.Write(type, count, element);
            return true;
        }

        if (type.Kind != ElementKind.TimeDelta || json.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        NumberEncoding.EncodeText(type, json.GetRawText(), mode, element);
        return TimeValues.Read(type, element) != ProlepticCalendar.NaT ? true
            : throw new ElementException(0, $"{json.GetRawText()} wraps to the number of NaT in {type}");
    }
}
