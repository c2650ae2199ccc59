using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Text onto bytes. The value <c>"text"</c> is a one-dimensional array of its UTF-8 bytes as <c>u1</c>, and <c>b"text"</c> of its bytes. The value
/// <c>u"text"</c> is an array of its UTF-16 bytes, little-endian, as <c>u1</c>, and of its code units as <c>u2</c>, in the order of the type.
/// </summary>
internal static class JsonText
{
    /// <summary>The elements that a text stands for: bytes, or code units of UTF-16; <see langword="null"/> where the value is no text, or the type holds none.</summary>
    public static ushort[]? UnitsOf(JsonElement json, ElementType type)
    {
        if (type.Kind != ElementKind.UnsignedInteger || type.ItemSize > 2)
        {
            return null;
        }

        if (ValueMark.TryGet(json, ValueMark.Utf16, out JsonElement value))
        {
            string text = value.GetString()!;
            return type.ItemSize == 2 ? [.. text.Select(unit => (ushort)unit)] : Widen(Encoding.Unicode.GetBytes(text));
        }

        return type.ItemSize == 2 ? null
            : ValueMark.TryGet(json, ValueMark.Bytes, out value) ? Widen(Encoding.Latin1.GetBytes(value.GetString()!))
            : json.ValueKind == JsonValueKind.String ? Widen(Encoding.UTF8.GetBytes(json.GetString()!))
            : null;
    }

    /// <summary>Whether the innermost values are text, whose length must be that of the view's last axis.</summary>
    public static bool IsInnermost(JsonElement json, ElementType type)
    {
        while (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
        {
            json = json[0];
        }

        return UnitsOf(json, type) is not null;
    }

    /// <summary>Writes the elements.</summary>
    public static void Encode(ReadOnlySpan<ushort> units, ElementType type, Span<byte> bytes)
    {
        for (int index = 0; index < units.Length; index++)
        {
            if (type.ItemSize == 1)
            {
                bytes[index] = (byte)units[index];
            }
            else if (type.ByteOrder == ByteOrder.Big)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * index)..], units[index]);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * index)..], units[index]);
            }
        }
    }

    /// <summary>The name of one element of text, for an error.</summary>
    public static string Unit(ElementType type) => type.ItemSize == 1 ? "byte" : "code unit";

    /// <summary>Makes sure that a text is as long as the view's last axis: rows are broadcast, a single character is not.</summary>
    /// <exception cref="ValueException">It is not.</exception>
    public static void EnsureFits(long length, Layout layout)
    {
        ElementType type = layout.ElementType;
        if (layout.Rank == 0)
        {
            throw new ValueException($"text is an array of {Unit(type)}s, and the view is one element: select {Plural.Of(length, "element")}, as in [a:+{length}], or give a number");
        }

        if (layout.Shape[^1] != length)
        {
            throw new ValueException($"the text has {Plural.Of(length, Unit(type))}, and the last axis of the view {layout.Shape[^1]}; [a:+{length}] selects as many from a");
        }
    }

    private static ushort[] Widen(byte[] bytes) => [.. bytes.Select(value => (ushort)value)];
}
