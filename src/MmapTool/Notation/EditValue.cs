using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MmapTool.Views;

namespace MmapTool.Notation;

/// <summary>The right side of an edit.</summary>
public abstract record EditValue;

/// <summary>A JSON value: number, string, boolean, nested array, object (for a record).</summary>
/// <param name="Json">The value; numbers keep their text.</param>
public sealed record JsonEditValue(JsonElement Json) : EditValue
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <inheritdoc/>
    public bool Equals(JsonEditValue? other) => other is not null && JsonElement.DeepEquals(Json, other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Json.ValueKind;

    /// <summary>The value as JSON, without white space; numbers as they were written.</summary>
    public override string ToString()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, OneLine))
        {
            Json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary><c>x"de ad be ef"</c></summary>
/// <param name="Bytes">The bytes.</param>
public sealed record HexEditValue(ImmutableArray<byte> Bytes) : EditValue
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
public sealed record ViewEditValue(string? Path, ViewExpression View) : EditValue
{
    /// <summary><c>@"FILE"::VIEW</c> or <c>@::VIEW</c>; the file always in quotes.</summary>
    public override string ToString() => $"@{(Path is null ? "" : FieldNames.Quote(Path))}::{View}";
}

/// <summary><c>@-</c>: standard input, raw elements.</summary>
public sealed record InputEditValue : EditValue
{
    /// <summary><c>@-</c></summary>
    public override string ToString() => "@-";
}
