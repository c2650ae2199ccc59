using System.Text.Json;

namespace MmapTool.Notation;

/// <summary>
/// A value that JSON can't spell is an object of one property in a <see cref="JsonElement"/>. The property's name begins with NUL, so no field of a record can
/// have it.
/// </summary>
internal static class ValueMark
{
    /// <summary><c>b"…"</c>: a string whose characters, U+0000 to U+00FF, are bytes.</summary>
    public const string Bytes = "\0bytes";

    /// <summary><c>u"…"</c>: a string that stands for its UTF-16 code units.</summary>
    public const string Utf16 = "\0utf16";

    /// <summary><c>nan</c>, <c>inf</c>, <c>-inf</c> and <c>NaT</c> without quotes: a string, "NaN", "Infinity", "-Infinity" or "NaT", that is never text.</summary>
    public const string Special = "\0special";

    /// <summary><c>1+2j</c>: an array of the real and the imaginary part.</summary>
    public const string Complex = "\0complex";

    /// <summary>The marked value.</summary>
    /// <param name="json">Any value.</param>
    /// <param name="mark">The mark that it must have.</param>
    /// <param name="value">The value under the mark.</param>
    /// <returns>Whether the value has this mark.</returns>
    public static bool TryGet(JsonElement json, string mark, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(mark, out value);
    }

    /// <summary>Whether a value is a record's fields by name: an object without a mark.</summary>
    public static bool IsRecord(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && !json.EnumerateObject().Any(property => property.Name.StartsWith('\0'));
}
