using System.Text;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Values;

namespace MmapTool.Operations.Search;

/// <summary>A pattern as bits in packed elements of a type. Every kind of pattern becomes this.</summary>
/// <remarks>It matches where <c>(bytes &amp; Mask) == Bits</c> and of each of <see cref="Some"/> there is a bit.</remarks>
internal sealed class BitPattern
{
    /// <summary>The most bytes of a pattern: it is held several times over by every thread.</summary>
    public const int MostBytes = 16 << 20;

    private int[]? borders;

    private BitPattern(byte[] value, byte[] mask, SomeBits[] some, int step)
    {
        for (int index = 0; index < value.Length; index++)
        {
            value[index] &= mask[index];
        }

        (Bits, Mask, Some, Step) = (value, mask, some, step);
        IsExact = some.Length == 0 && !mask.AsSpan().ContainsAnyExcept((byte)0xFF);
    }

    /// <summary>The bits that must be set, of those that count.</summary>
    public byte[] Bits { get; }

    /// <summary>The bits that count.</summary>
    public byte[] Mask { get; }

    /// <summary>The groups of bits that must not be all 0.</summary>
    public SomeBits[] Some { get; }

    /// <summary>A match begins at a multiple of this: 1 for bytes and text, the item size for values.</summary>
    public int Step { get; }

    /// <summary>Bytes of a match.</summary>
    public int Length => Bits.Length;

    /// <summary>Whether a match is <see cref="Bits"/>, byte for byte.</summary>
    public bool IsExact { get; }

    /// <summary>For an exact pattern, the longest border of each of its beginnings (Knuth, Morris and Pratt). Made when it is needed.</summary>
    public int[] Borders => borders ??= BordersOf(Bits);

    /// <summary>The bits of a pattern in elements of a type.</summary>
    /// <exception cref="ValueException">A value does not fit the type, or the pattern is too long.</exception>
    public static BitPattern Of(Pattern pattern, ElementType type) => pattern switch
    {
        HexPattern or TextPattern when type.Kind == ElementKind.Bits => throw new ValueException($"bytes and text are found in bytes, and the elements are bits ({type}): give a number, or leave .bits[...] out"),
        HexPattern hex => OfBytes([.. hex.Bytes], [.. hex.Mask]),
        TextPattern text when HasNaN(type) && text.Text is "NaN" or "Infinity" or "-Infinity" => OfValue(Json(text.Text), type),
        TextPattern text when type.IsTime => OfValue(Json(text.Text), type),
        TextPattern text when type.Kind == ElementKind.Unicode => OfCharacters(text.Text, type),
        TextPattern text => OfBytes(Encoding.UTF8.GetBytes(text.Text), null),
        ValuePattern value => OfValue(value.Json, type),
        _ => throw new ArgumentException($"no pattern of a known kind: {pattern}", nameof(pattern)),
    };

    /// <summary>Whether the first bytes are a match.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes)
    {
        for (int index = 0; index < Bits.Length; index++)
        {
            if ((bytes[index] & Mask[index]) != Bits[index])
            {
                return false;
            }
        }

        return HasSomeOfEach(bytes);
    }

    /// <summary>Whether the first bytes have what a mask can't ask for.</summary>
    public bool HasSomeOfEach(ReadOnlySpan<byte> bytes)
    {
        foreach (SomeBits some in Some)
        {
            if (!some.IsIn(bytes))
            {
                return false;
            }
        }

        return true;
    }

    private static BitPattern OfBytes(byte[] bytes, byte[]? mask)
    {
        EnsureLength(bytes.Length);
        return new(bytes, mask ?? All(bytes.Length), [], 1);
    }

    // Text in UCS-4 begins at a character, of an element or within one.
    private static BitPattern OfCharacters(string text, ElementType type)
    {
        uint[] points = UnicodeValues.PointsOf(text);
        EnsureLength(sizeof(uint) * (Int128)points.Length);
        byte[] bytes = new byte[sizeof(uint) * points.Length];
        UnicodeValues.Write(ElementType.Create(ElementKind.Unicode, bytes.Length, type.ByteOrder), points, bytes);
        return new(bytes, All(bytes.Length), [], sizeof(uint));
    }

    private static BitPattern OfValue(JsonElement json, ElementType type)
    {
        System.Collections.Immutable.ImmutableArray<long> shape = JsonArrayEncoder.ShapeOf(json, type);
        if (shape.Length > 1)
        {
            throw new ValueException($"the pattern has {shape.Length} dimensions: a run of elements is one array of values, and follows C order");
        }

        if (type.ValueCount > 1 && json.ValueKind != JsonValueKind.Array)
        {
            throw new ValueException($"an element of {type} is a list of {type.ValueCount} numbers: give the list, or 'convert' the view to u2 and search there");
        }

        EnsureLength((shape.Length == 0 ? 1 : shape[0]) * (Int128)type.ItemSize);
        byte[] value = JsonArrayEncoder.Encode(json, type, shape, CastValues.Exact, takesModes: false);
        if (value.Length == 0)
        {
            throw new ValueException($"the pattern is empty: it has no bytes as {type}");
        }

        if (type.IsCodedFloat)
        {
            CodedElements.Normalize(type, [.. value], value);
        }

        byte[] mask = new byte[value.Length];
        List<SomeBits> some = [];
        for (int place = 0; place < value.Length; place += type.ItemSize)
        {
            ElementBits.Add(type, value, mask, some, place);
        }

        return new(value, mask, [.. some], type.ItemSize);
    }

    private static void EnsureLength(Int128 length)
    {
        if (length > MostBytes)
        {
            throw new ValueException($"the pattern takes {length} bytes; the most that can be searched for is {MostBytes}");
        }
    }

    private static bool HasNaN(ElementType type) =>
        type.Kind is ElementKind.Float or ElementKind.BrainFloat or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2 or ElementKind.Complex;

    private static JsonElement Json(string text) => JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{System.Text.Json.JsonEncodedText.Encode(text)}\""));

    private static byte[] All(int length)
    {
        byte[] mask = new byte[length];
        mask.AsSpan().Fill(0xFF);
        return mask;
    }

    private static int[] BordersOf(byte[] bytes)
    {
        int[] borders = new int[bytes.Length + 1];
        borders[0] = -1;
        int border = -1;
        for (int index = 0; index < bytes.Length; index++)
        {
            while (border >= 0 && bytes[border] != bytes[index])
            {
                border = borders[border];
            }

            borders[index + 1] = ++border;
        }

        return borders;
    }
}
