using System.Buffers.Binary;
using System.Text;
using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>
/// The text of a <c>U</c>: code points of 4 bytes, trailing NULs not counted. Half a surrogate pair stays what it is; a code point beyond U+10FFFF, which no text has,
/// is read as U+FFFD.
/// </summary>
internal static class UnicodeValues
{
    /// <summary>The code point that stands for one that no text has.</summary>
    public const uint Replacement = 0xFFFD;

    /// <summary>The last code point there is.</summary>
    public const uint Last = 0x10FFFF;

    /// <summary>The code points of an element in this machine's order, without the trailing NULs.</summary>
    /// <param name="type">The element's type.</param>
    /// <param name="element">Its bytes, as they lie.</param>
    /// <param name="points">Room for all of them.</param>
    /// <returns>How many there are.</returns>
    public static int Read(ElementType type, ReadOnlySpan<byte> element, Span<uint> points)
    {
        int count = 0;
        for (int index = 0; index < element.Length / sizeof(uint); index++)
        {
            ReadOnlySpan<byte> bytes = element[(index * sizeof(uint))..];
            points[index] = type.ByteOrder == ByteOrder.Big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            count = points[index] == 0 ? count : index + 1;
        }

        return count;
    }

    /// <summary>The text of an element.</summary>
    public static string Decode(ElementType type, ReadOnlySpan<byte> element)
    {
        uint[] points = new uint[element.Length / sizeof(uint)];
        StringBuilder text = new();
        foreach (uint point in points.AsSpan(0, Read(type, element, points)))
        {
            _ = point < 0x1_0000 ? text.Append((char)point) : text.Append(char.ConvertFromUtf32((int)(point <= Last ? point : Replacement)));
        }

        return text.ToString();
    }

    /// <summary>The code points of a text, half pairs as they are.</summary>
    public static uint[] PointsOf(string text)
    {
        List<uint> points = new(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            bool isPair = index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
            points.Add(isPair ? (uint)char.ConvertToUtf32(text[index], text[index + 1]) : text[index]);
            index += isPair ? 1 : 0;
        }

        return [.. points];
    }

    /// <summary>Stores code points, and NULs behind them.</summary>
    /// <param name="type">The element's type.</param>
    /// <param name="points">No more than it has room for.</param>
    /// <param name="element">Its bytes.</param>
    public static void Write(ElementType type, ReadOnlySpan<uint> points, Span<byte> element)
    {
        element[..type.ItemSize].Clear();
        for (int index = 0; index < points.Length; index++)
        {
            Span<byte> bytes = element[(index * sizeof(uint))..];
            if (type.ByteOrder == ByteOrder.Big)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, points[index]);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, points[index]);
            }
        }
    }

    /// <summary>Stores a text.</summary>
    /// <exception cref="ValueException">It is too long.</exception>
    public static void Encode(ElementType type, string text, Span<byte> element)
    {
        uint[] points = PointsOf(text);
        if (points.Length > type.ItemSize / sizeof(uint))
        {
            throw new ValueException($"{Plural.Of(points.Length, "character")} do not fit {type}, which takes {type.ItemSize / sizeof(uint)}");
        }

        Write(type, points, element);
    }
}
