using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MmapTool.Elements;

namespace MmapTool.Notation;

/// <summary>The right side of an edit.</summary>
internal abstract record EditValue;

/// <summary>A JSON value: number, string, boolean, nested array, object (for a record).</summary>
/// <param name="Json">The value; numbers keep their text.</param>
internal sealed record JsonEditValue(JsonElement Json) : EditValue
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc/>
    public bool Equals(JsonEditValue? other) => other is not null && JsonElement.DeepEquals(Json, other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Json.ValueKind;

    /// <summary>The value without white space, as JSON as far as it goes; numbers as they were written.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Append(text, Json);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement json)
    {
        if (ValueMark.TryGet(json, ValueMark.Bytes, out JsonElement value))
        {
            AppendBytes(text, value.GetString()!);
        }
        else if (ValueMark.TryGet(json, ValueMark.Utf16, out value))
        {
            AppendJson(text.Append('u'), value);
        }
        else if (ValueMark.TryGet(json, ValueMark.Special, out value))
        {
            text.Append(value.GetString() switch { "NaN" => "nan", "Infinity" => "inf", "-Infinity" => "-inf", string other => other, null => "" });
        }
        else if (ValueMark.TryGet(json, ValueMark.Complex, out value))
        {
            string imaginary = Part(value[1]);
            text.Append('(').Append(Part(value[0])).Append(imaginary.StartsWith('-') ? "" : "+").Append(imaginary).Append("j)");
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            string separator = "";
            text.Append('[');
            foreach (JsonElement element in json.EnumerateArray())
            {
                Append(text.Append(separator), element);
                separator = ",";
            }

            text.Append(']');
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            string separator = "";
            text.Append('{');
            foreach (JsonProperty property in json.EnumerateObject())
            {
                text.Append(separator).Append(FieldNames.Quote(property.Name)).Append(':');
                Append(text, property.Value);
                separator = ",";
            }

            text.Append('}');
        }
        else
        {
            AppendJson(text, json);
        }
    }

    private static void AppendJson(StringBuilder text, JsonElement json)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OneLine))
        {
            json.WriteTo(writer);
        }

        text.Append(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void AppendBytes(StringBuilder text, string bytes)
    {
        text.Append("b\"");
        foreach (char value in bytes)
        {
            _ = value is '"' or '\\' ? text.Append('\\').Append(value)
                : value is >= ' ' and <= '~' ? text.Append(value)
                : text.Append("\\x").Append(((int)value).ToString("x2", CultureInfo.InvariantCulture));
        }

        text.Append('"');
    }

    private static string Part(JsonElement json) => json.ValueKind != JsonValueKind.String ? json.GetRawText() : json.GetString() switch
    {
        "NaN" => "nan",
        "Infinity" => "inf",
        _ => "-inf",
    };
}

/// <summary><c>x"de ad be ef"</c></summary>
/// <param name="Bytes">The bytes.</param>
internal sealed record HexEditValue(ImmutableArray<byte> Bytes) : EditValue
{
    /// <inheritdoc/>
    public bool Equals(HexEditValue? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes.AsSpan());
        return hash.ToHashCode();
    }

    /// <summary><c>x"deadbeef"</c></summary>
    public override string ToString() => $"x\"{Convert.ToHexStringLower(Bytes.AsSpan())}\"";
}

/// <summary><c>@FILE::VIEW</c>, or <c>@::VIEW</c> for the file that is edited.</summary>
/// <param name="Path">The other file; <see langword="null"/> for this one.</param>
/// <param name="View">The view of it.</param>
internal sealed record ViewEditValue(string? Path, ViewExpression View) : EditValue
{
    /// <summary><c>@"FILE"::VIEW</c> or <c>@::VIEW</c>; the file always in quotes.</summary>
    public override string ToString() => $"@{(Path is null ? "" : FieldNames.Quote(Path))}::{View}";
}

/// <summary><c>@FILE</c>: a container's own view; of a raw file its bytes, as elements of the target's type.</summary>
/// <param name="Path">The file.</param>
internal sealed record FileEditValue(string Path) : EditValue
{
    /// <summary><c>@"FILE"</c></summary>
    public override string ToString() => $"@{FieldNames.Quote(Path)}";
}

/// <summary><c>@-</c>: standard input, raw elements.</summary>
internal sealed record InputEditValue : EditValue
{
    /// <summary><c>@-</c></summary>
    public override string ToString() => "@-";
}
